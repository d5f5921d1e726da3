"""Whom a passage rests on, from the passage and the sentences around it alone."""

import re
from dataclasses import replace

from claims.domain.speech import lexicon as lex
from claims.domain.speech.attributing import Attributing
from claims.domain.speech.mentions import VERBS
from claims.domain.speech.said import Attribution

# Where none of these stands nobody is quoted, which is quickly seen.
MARK = re.compile(r"[\"“”„«»‘]")
WORD = re.compile(r"[^\W\d_]+")
SURROUNDINGS = 700  # characters looked at on either side


def quoted_in(*, before: str, passage: str, after: str) -> Attribution | None:
    """Return who says a passage, whom the passage itself or a neighbouring sentence names.

    Places count from the start of ``passage``; whoever is named before it has negative ones.
    """
    before, after = before[-SURROUNDINGS:].strip(), after[:SURROUNDINGS].strip()
    is_marked = bool(MARK.search(before) or MARK.search(passage) or MARK.search(after))
    if not passage.strip() or not (is_marked or _may_speak(passage)):
        return None
    pieces = [piece for piece in (before, passage, after if is_marked else "") if piece]
    # A quotation that goes on in the next sentence goes on in its paragraph.
    text = "".join(piece + (" " if _is_open(piece) else "\n") for piece in pieces)
    spans, at = [], 0
    for piece in pieces:
        spans.append((at, at + len(piece)))
        at += len(piece) + 1
    start, end = spans[1 if before else 0]
    found = Attributing(text, spans).speaker_of(start, end)
    return found and replace(found, start=found.start - start, end=found.end - start)


def _may_speak(passage: str) -> bool:
    words = WORD.findall(passage.lower())
    return not (VERBS.isdisjoint(words) and lex.SOURCE_SIGNS.isdisjoint(words))


def _is_open(piece: str) -> bool:
    return (
        piece.count("“") > piece.count("”")
        or piece.count("«") > piece.count("»")
        or piece.count('"') % 2 == 1
    )
