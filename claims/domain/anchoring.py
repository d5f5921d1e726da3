"""Find a quoted passage again in another text. Pure."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from claims.vocabulary import AnchorMethod

CONTEXT_WIDTH = 32
GOOD_ENOUGH = 0.8
# Fewer characters than this are found word for word or not at all: nearly everything resembles them.
FUZZY_FROM = 12
FUZZY_UP_TO = 5_000
NEAR = 600
FAR = 150_000
OCCURRENCES_WEIGHED = 1_000
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """``text[start:end]`` in code points; ``score`` is 1 for a word-for-word match, else the similarity."""

    start: int
    end: int
    score: float
    method: AnchorMethod


def context(text: str, start: int, end: int, width: int = CONTEXT_WIDTH) -> tuple[str, str]:
    """Return the ``width`` code points before and behind ``text[start:end]`` (fewer at the text's ends)."""
    return text[max(0, start - width) : start], text[end : end + width]


def locate(text: str, *, exact: str, prefix: str, suffix: str, start: int) -> Anchor | None:
    """Find where ``exact`` stands in ``text``, having stood at ``start`` between ``prefix`` and ``suffix``.

    Word for word first: of several places the one with the best context wins, then the nearest. Else the
    most similar run of whole words (Indel similarity), near the old place and then further away, if it
    reaches 0.8. None when nothing does.
    """
    if not exact.strip():
        return None
    found = _exact(text, exact, prefix, suffix, start)
    if found is not None:
        return Anchor(found, found + len(exact), 1.0, AnchorMethod.EXACT)
    if not FUZZY_FROM <= len(exact) <= FUZZY_UP_TO:
        return None
    for reach in (NEAR, FAR):
        anchor = _fuzzy(text, exact, max(0, start - reach), min(len(text), start + len(exact) + reach))
        if anchor is not None:
            return anchor
    return None


def _exact(text: str, exact: str, prefix: str, suffix: str, start: int) -> int | None:
    best: tuple[int, int] | None = None
    place = None
    at = text.find(exact)
    for _ in range(OCCURRENCES_WEIGHED):
        if at < 0:
            break
        rank = (_context_kept(text, at, at + len(exact), prefix, suffix), -abs(at - start))
        if best is None or rank > best:
            best, place = rank, at
        at = text.find(exact, at + 1)
    return place


def _context_kept(text: str, start: int, end: int, prefix: str, suffix: str) -> int:
    """Count the characters of the old context that still touch the quote."""
    before, behind = context(text, start, end, max(len(prefix), len(suffix)))
    return _common(reversed(before), reversed(prefix)) + _common(behind, suffix)


def _common(left, right) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _fuzzy(text: str, exact: str, low: int, high: int) -> Anchor | None:
    window = text[low:high]
    # The aligner slides the shorter over the longer, which has to be the window.
    padding = max(0, len(exact) - len(window))
    aligned = fuzz.partial_ratio_alignment(exact, window + " " * padding, score_cutoff=60)
    if aligned is None:
        return None
    words = [match.span() for match in WORD.finditer(window)]
    if not words:
        return None
    start, end, score = _fit(window, exact, words, aligned.dest_start, min(aligned.dest_end, len(window)))
    if score < GOOD_ENOUGH:
        return None
    return Anchor(low + start, low + end, round(min(score, 0.9999), 4), AnchorMethod.FUZZY)


def _fit(
    window: str, exact: str, words: list[tuple[int, int]], start: int, end: int
) -> tuple[int, int, float]:
    """Move both ends of an alignment over whole words to where the similarity is greatest."""
    slack = max(20, len(exact) // 3)
    starts = [word[0] for word in words if abs(word[0] - start) <= slack] or [
        min((word[0] for word in words), key=lambda at: abs(at - start))
    ]
    ends = [word[1] for word in words if abs(word[1] - end) <= slack] or [
        min((word[1] for word in words), key=lambda at: abs(at - end))
    ]

    def similarity(left: int, right: int) -> float:
        return fuzz.ratio(exact, window[left:right]) / 100 if left < right else 0.0

    left = min(starts, key=lambda at: abs(at - start))
    for _ in range(2):
        right = max(ends, key=lambda at: similarity(left, at))
        left = max(starts, key=lambda at: similarity(at, right))
    return left, right, similarity(left, right)
