"""What people type, as it is stored: one spelling of every character, one kind of line end."""

from claims.domain.refusals import Refused
from claims.domain.text import TextRefused, normalise


def clean_text(value: str, *, field: str) -> str:
    """Return typed text in NFC with LF line ends, without blanks around it.

    Raises Refused, naming ``field``, for what no text here may hold.
    """
    try:
        return normalise(value).strip()
    except TextRefused as refusal:
        raise Refused(str(refusal), field=field) from None


def clean_line(value: str, *, field: str) -> str:
    """Return the same as one line, with single blanks."""
    return " ".join(clean_text(value, field=field).split())
