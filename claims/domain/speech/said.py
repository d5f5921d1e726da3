"""What the reading of a text gives: stretches that somebody said, and who."""

from dataclasses import dataclass
from enum import StrEnum


class Speech(StrEnum):
    """How words are given: between quotation marks, in the writer's own words, or under a speaker's name."""

    DIRECT = "direct"
    REPORTED = "reported"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said something. ``start`` and ``end`` are where the text names them, in code points.

    ``name`` is the longest that the text has, ``description`` their office. ``why`` says in words what
    tells; ``certainty`` is between 0 and 1. ``named`` is False where the text only says "officials" or
    "the ministry", and not which.
    """

    name: str
    description: str
    start: int
    end: int
    kind: Speech
    why: str
    certainty: float
    named: bool = True


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]`` was said by somebody, or by nobody known (``speaker`` None)."""

    start: int
    end: int
    kind: Speech
    speaker: Attribution | None

    @property
    def speaker_start(self) -> int | None:
        return self.speaker.start if self.speaker else None
