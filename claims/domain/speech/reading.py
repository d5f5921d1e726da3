"""A text read for speech: its sentences, the quotations that hold them together, and the cues in each."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from claims.domain.speech.cues import Cue, find_cues
from claims.domain.speech.labels import find_label
from claims.domain.speech.mentions import scan
from claims.domain.speech.names import Kind, Mention
from claims.domain.speech.people import People
from claims.domain.speech.quotes import Quote, find_quotes
from claims.domain.speech.subjects import QUOTED, Sentence

# Longer than that, what holds sentences together is a mark that somebody forgot.
LONGEST_QUOTED, LONGEST_WRAPPED = 20_000, 4_000
# «Інтерфакс-Україна» is a name, no quotation.
NAME_LIKE = re.compile(r"«[^\W\d_a-zа-яёіїєґ]\w*(?:[ -]\w+){0,2}»\Z")
COMMON_NOUN = re.compile(r"(?:s|ing|ed|ion|ment|ness|ity|ance|ence|ly|er|ure|al|ive)\Z")
STOPS = ".!?…:;"
BLANKS = dict.fromkeys(map(ord, "\xa0\t\u2007\u2009\u202f"), " ")


@dataclass(slots=True)
class Unit:
    """A sentence, or several that one quotation holds together; ``first`` of its paragraph or not."""

    sentence: Sentence
    first: bool
    cues: list[Cue]

    @property
    def start(self) -> int:
        return self.sentence.start

    @property
    def end(self) -> int:
        return self.sentence.end


class Reading:
    """A text read for who says what. ``spans`` are its sentences in order, as (start, end)."""

    def __init__(self, text: str, spans: Iterable[tuple[int, int]]) -> None:
        self.text = text
        spans = list(spans)
        self.quotes = _find_quotes(text, [start for start, _ in spans])
        self.masked = self._mask()
        mentions, self.verbs = scan(self.masked)
        self.mentions = self._without_starters(mentions)
        self.starts = [mention.start for mention in self.mentions]
        self.people = People(self.mentions)
        self.units = self._units(spans)
        self.unit_starts = [unit.start for unit in self.units]

    def _mask(self) -> str:
        pieces, behind = [], 0
        for quote in self.quotes:
            pieces += [self.text[behind : quote.start], QUOTED * (quote.end - quote.start)]
            behind = quote.end
        # One kind of blank, so that no rule has to think of the others.
        return ("".join(pieces) + self.text[behind:]).translate(BLANKS)

    def _without_starters(self, mentions: list[Mention]) -> list[Mention]:
        """Drop words that have their capital from the start of a sentence only: "Reinforcements came"."""
        seen = {part for each in mentions if not self._starts(each) for part in each.name.split()}
        return [
            each
            for each in mentions
            if each.kind != Kind.PERSON
            or each.description
            or " " in each.name
            or each.name in seen
            or not COMMON_NOUN.search(each.name)
            or not self._starts(each)
        ]

    def _starts(self, mention: Mention) -> bool:
        before = self.masked[max(0, mention.start - 3) : mention.start].rstrip(" \xa0")
        return not before or before[-1] in ".!?…\n:" + QUOTED

    def _units(self, spans: list[tuple[int, int]]) -> list[Unit]:
        units: list[Unit] = []
        verb_starts = [verb.start for verb in self.verbs]
        behind = 0
        for start, end in self._joined(spans):
            sentence = Sentence(
                self.masked,
                start,
                end,
                self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)],
                self.verbs[bisect_left(verb_starts, start) : bisect_left(verb_starts, end)],
            )
            first = not units or "\n" in self.text[behind:start]
            label = find_label(sentence, self.people) if first else None
            units.append(Unit(sentence, first, [label] if label else find_cues(sentence)))
            behind = end
        return units

    def _joined(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Join the sentences that a quotation reaches over, and those that only a line break parts."""
        joined: list[tuple[int, int]] = []
        at = 0
        for start, end in spans:
            while at < len(self.quotes) and self.quotes[at].end <= start:
                at += 1
            is_inside = at < len(self.quotes) and self.quotes[at].start < start
            length = end - joined[-1][0] if joined else 0
            if joined and (
                (is_inside and length < LONGEST_QUOTED)
                or (length < LONGEST_WRAPPED and self._goes_on(joined[-1][1], start))
            ):
                joined[-1] = joined[-1][0], end
            else:
                joined.append((start, end))
        return joined

    def _goes_on(self, end: int, start: int) -> bool:
        """Whether a line break or the end of a quotation stands in the middle of a sentence."""
        if self.text[start].islower() and self.text[end - 1] not in STOPS:
            return True
        return end >= 2 and self.masked[end - 1] == QUOTED and self.text[end - 2] == ","


def _find_quotes(text: str, starts: list[int]) -> list[Quote]:
    """Return a text's quotations; one that nothing opens starts with its sentence."""
    kept: list[Quote] = []
    for quote in find_quotes(text):
        if text[quote.start] == "«" and NAME_LIKE.match(text[quote.start : quote.end]):
            continue
        if quote.orphan:
            at = bisect_right(starts, quote.start) - 1
            if at < 0 or (kept and kept[-1].end > starts[at]):
                continue
            quote.start = starts[at]
        kept.append(quote)
    return kept
