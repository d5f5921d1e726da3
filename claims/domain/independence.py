"""Counting sources that do not rest on one another.

Evidence counts by origin: however many links rest on one ministry or one institute, they are one
source. So are articles that carry the same copy, whatever origins somebody gave them. What rests on
the claimant's own word or on nobody known, or comes from the article the claim was lifted from or a
copy of it, is no independent source at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.vocabulary import UNKNOWN_PUBLISHER


@dataclass(frozen=True)
class Source:
    """What counting needs to know of one piece of evidence."""

    origin: str
    is_other_source: bool  # not the article that the claim was lifted from, nor a copy of it
    story: int | None = None  # that of its article
    is_copy: bool = False  # of the article that the claim was lifted from


@dataclass(frozen=True)
class Count:
    """``links`` pieces of evidence that rest on ``origins`` independent origins, copies taken together."""

    links: int
    origins: int


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def why_not_independent(source: Source, *, claimant: str) -> str:
    """Say in words why a source does not stand by itself; an empty text when it does."""
    if claimant and _key(source.origin) == _key(claimant):
        return "Rests on the claimant"
    if _key(source.origin) == _key(UNKNOWN_PUBLISHER):
        return "Rests on nobody known"
    if source.is_copy:
        return "From a copy of the claim’s own article"
    if not source.is_other_source:
        return "From the claim’s own article only"
    return ""


def count(sources: Iterable[Source], *, claimant: str) -> Count:
    """Count links and independent origins; ``claimant`` is a name, or empty when nobody is named."""
    sources = list(sources)
    independent = [source for source in sources if not why_not_independent(source, claimant=claimant)]
    return Count(links=len(sources), origins=_groups(independent))


def _groups(sources: Iterable[Source]) -> int:
    """Count groups of sources in which each shares its origin or its story with another (union-find)."""
    leader: dict[str | int, str | int] = {}

    def lead(one: str | int) -> str | int:
        while leader.setdefault(one, one) != one:
            leader[one] = one = leader[leader[one]]
        return one

    for source in sources:
        origin = lead(_key(source.origin))
        if source.story is not None:
            leader[origin] = lead(source.story)
    return sum(one == above for one, above in leader.items())
