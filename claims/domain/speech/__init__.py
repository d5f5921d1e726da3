"""Who said what: quotation marks, verbs of saying, "according to" and speaker lines, by rules. Pure.

English first; Ukrainian and Russian as far as the same rules carry.
"""

from claims.domain.speech.attributing import Attributing
from claims.domain.speech.origins import quoted_in
from claims.domain.speech.said import Attribution, Quotation, Speech

__all__ = ["Attribution", "Quotation", "Speech", "find_quotations", "quoted_in", "said_in", "speaker_of"]


def find_quotations(text: str, *, language: str = "en") -> list[Quotation]:
    """Return what is said in a text, in order: quoted words, reported words and speaker lines.

    Places are code points, end exclusive. A quoted stretch whose speaker isn't found has None; reported
    words inside others' lie inside. Linear time. ``language`` (ISO 639-1) is a hint: the rules go by script.
    """
    return Attributing(text).all()


def speaker_of(text: str, start: int, end: int) -> Attribution | None:
    """Return who says ``text[start:end]`` (code points), or None where it is the writer's own."""
    return Attributing(text).speaker_of(start, end)


def said_in(text: str, start: int, end: int) -> tuple[bool, Attribution | None]:
    """Return whether ``text[start:end]`` stands mostly in quotation marks, and who says it, if that is told."""
    reading = Attributing(text)
    return reading.is_quoted(start, end), reading.speaker_of(start, end)
