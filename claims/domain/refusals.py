"""How the desk says no: every refusal says what was wrong and what to do."""


class Refused(ValueError):
    """Something that cannot be done as asked; nothing was changed.

    ``message`` is for people; ``field`` names the input at fault, where there is one.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Changed(Refused):
    """The row changed since it was read: a later version stands now."""

    def __init__(self, message: str, *, seen: int, current: int) -> None:
        super().__init__(message)
        self.seen = seen
        self.current = current
