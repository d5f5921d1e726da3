"""Cut a text into passages: sentence-sized slices with exact places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.domain.text.kinds import Line, mark_kinds
from claims.domain.text.sentences import sentence_ends
from claims.vocabulary import PassageKind

LONGEST = 1000
LINE = re.compile(r"[^\n]+")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]``, in code points, end exclusive."""

    start: int
    end: int
    kind: PassageKind


def split_passages(text: str) -> list[Span]:
    """Return the passages of a normalised text in order.

    They don't overlap, hold every character that is no white space, have none at
    their ends, and never reach over a line end. A heading is one passage; anything
    longer than about 1,000 characters is cut at a space.
    """
    lines = [line for found in LINE.finditer(text) if (line := _stripped(text, *found.span()))]
    spans = []
    for line, kind in zip(lines, mark_kinds(text, lines), strict=True):
        if kind == PassageKind.HEADING:
            spans.append(Span(line.start, line.end, kind))
            continue
        for start, end in _sentences(text, line):
            if end - start <= LONGEST:
                spans.append(Span(start, end, kind))
            else:
                spans.extend(Span(*piece, kind) for piece in _cut(text, start, end))
    return spans


def _stripped(text: str, start: int, end: int) -> Line | None:
    raw = text[start:end]
    content = raw.strip()
    if not content:
        return None
    indent = len(raw) - len(raw.lstrip())
    return Line(start + indent, start + indent + len(content), indent, content)


def _sentences(text: str, line: Line) -> Iterator[tuple[int, int]]:
    start = looked = line.start
    for end in sentence_ends(text, line.start, line.end):
        # A piece without a letter or digit ("...") stays with what follows.
        if LETTER_OR_DIGIT.search(text, looked, end):
            yield start, end
            start = _skip_space(text, end)
        looked = end
    yield start, line.end


def _skip_space(text: str, at: int) -> int:
    while text[at].isspace():
        at += 1
    return at


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        for stop in range(start + LONGEST, start + LONGEST // 2, -1):
            if text[stop].isspace():
                break
        else:
            stop = start + LONGEST
        behind = stop
        while text[stop - 1].isspace():
            stop -= 1
        yield start, stop
        start = _skip_space(text, behind)
    yield start, end
