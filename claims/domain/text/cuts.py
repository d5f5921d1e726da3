"""Passages joined and split as people said, whatever the rules make of a text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from claims.domain.text.passages import Span
from claims.vocabulary import CutKind


def apply_cuts(text: str, spans: list[Span], cuts: Iterable[tuple[int, str]]) -> list[Span]:
    """Return ``spans`` of a text, joined and split at the places of ``cuts``: (code point, kind).

    A join takes away the border before the passage that starts there; a split makes one there. What
    no longer fits is passed over: no such border, or nothing but white space on one side.
    """
    wanted = sorted(cuts)
    joins = {at for at, kind in wanted if kind == CutKind.JOIN}
    joined: list[Span] = []
    for span in spans:
        if joined and span.start in joins:
            joined[-1] = Span(joined[-1].start, span.end, joined[-1].kind)
        else:
            joined.append(span)
    splits = [at for at, kind in wanted if kind == CutKind.SPLIT]
    return [piece for span in joined for piece in _split(text, span, splits)]


def _split(text: str, span: Span, splits: list[int]) -> Iterable[Span]:
    start = span.start
    for at in splits[bisect_right(splits, span.start) : bisect_left(splits, span.end)]:
        first = text[start:at].rstrip()
        rest = text[at : span.end]
        if first and rest.strip():
            yield Span(start, start + len(first), span.kind)
            start = at + len(rest) - len(rest.lstrip())
    yield Span(start, span.end, span.kind)
