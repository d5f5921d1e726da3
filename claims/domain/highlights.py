"""Cut a text into runs for the spans that lie over it, overlaps included. Pure."""

import itertools
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Mark(Generic[Key]):
    """A span of a text, in code points, end exclusive, and what it stands for."""

    start: int
    end: int
    key: Key


@dataclass(frozen=True, slots=True)
class Run(Generic[Key]):
    """A stretch over which the same marks lie, outermost first."""

    start: int
    end: int
    marks: tuple[Mark[Key], ...] = ()


def cut_runs(start: int, end: int, marks: Iterable[Mark[Key]]) -> list[Run[Key]]:
    """Return the runs of ``text[start:end]`` in order: without gaps, none empty.

    Marks may reach over either end, nest, cross and coincide; empty ones are left out. A mark that
    starts earlier lies outside one that starts later; of two that start together the longer one.
    """
    over = sorted(
        (mark for mark in marks if mark.start < mark.end and mark.start < end and mark.end > start),
        key=lambda mark: (mark.start, -mark.end),
    )
    borders = sorted(
        {start, end, *(max(mark.start, start) for mark in over), *(min(mark.end, end) for mark in over)}
    )
    runs = []
    for left, right in itertools.pairwise(borders):
        lying = tuple(mark for mark in over if mark.start <= left and mark.end >= right)
        runs.append(Run(left, right, lying))
    return runs
