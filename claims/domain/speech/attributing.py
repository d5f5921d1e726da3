"""Ask a text who says a stretch of it, and for all that is said in it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from claims.domain.speech.cues import Cue, Form
from claims.domain.speech.meaning import Meanings
from claims.domain.speech.names import Kind
from claims.domain.speech.quotes import Quote
from claims.domain.speech.reading import Reading, Unit
from claims.domain.speech.said import Attribution, Quotation, Speech
from claims.domain.speech.subjects import QUOTED
from claims.domain.speech.telling import moved, tell
from claims.domain.text import split_passages

# A sentence without a speaker of its own goes on the one before, so far and no farther.
GOES_ON = 2
CONTINUES = 24  # sentences back in which the beginning of a long quotation is looked for
SOURCE_AWAY = 40  # "according to" yields to a verb of saying that stands this much farther off
CAPTION_REACH = 3  # lines between a picture's caption and the words under it
CAPTION = re.compile(r"[^\n.!?,;:“”\"«»\d]{4,60}\Z")
WORD = re.compile(r"[^\W_]")
BLANK = " \t\xa0\n,;:—–-"
STOPS = ".!?…"


class Attributing:
    """The quotations of a text, sentence by sentence, worked out as they are asked for."""

    def __init__(self, text: str, spans: Iterable[tuple[int, int]] | None = None) -> None:
        """``spans`` are the text's sentences, where the caller has them already."""
        if spans is None:
            spans = ((span.start, span.end) for span in split_passages(text))
        self.text = text
        self.reading = Reading(text, spans)
        self.units = self.reading.units
        self.meanings = Meanings(self.reading)
        self.quote_starts = [quote.start for quote in self.reading.quotes]
        self.quote_ends = [quote.end for quote in self.reading.quotes]
        self.known: dict[int, list[Quotation]] = {}

    def all(self) -> list[Quotation]:
        """Return everything that is said, in the order of the text."""
        return [each for number in range(len(self.units)) for each in self.of_unit(number)]

    def speaker_of(self, start: int, end: int) -> Attribution | None:
        """Return who says ``text[start:end]``: whoever says most of it, in the narrowest stretch that does."""
        first = max(bisect_right(self.reading.unit_starts, start) - 1, 0)
        last = bisect_left(self.reading.unit_starts, end)
        best, found = (False, 0, False, 0), None
        for number in range(first, last):
            for said in self.of_unit(number):
                if said.speaker is None or said.start >= end or said.end <= start:
                    continue
                # Who is named before their words goes with them.
                begin = min(said.start, max(said.speaker.start, self.units[number].start))
                overlap = min(end, said.end) - max(start, begin)
                # Whoever says half of it and nothing much else says it, whoever reports that.
                mostly = 2 * overlap >= end - start
                rank = (mostly, 0 if mostly else overlap, said.kind == Speech.DIRECT, said.start - said.end)
                if rank > best:
                    best, found = rank, said.speaker
        if found or first >= len(self.units) or self.units[first].first or self.units[first].cues:
            return found
        return self._carried(first, GOES_ON, 0.5)

    def is_quoted(self, start: int, end: int) -> bool:
        """Say whether ``text[start:end]`` stands mostly in quotation marks."""
        first, last = bisect_right(self.quote_ends, start), bisect_left(self.quote_starts, end)
        quoted = sum(
            min(end, quote.end) - max(start, quote.start) for quote in self.reading.quotes[first:last]
        )
        return 2 * quoted >= end - start > 0

    def of_unit(self, number: int) -> list[Quotation]:
        """Return what is said in a sentence."""
        for each in range(max(0, number - CONTINUES), number + 1):
            if each not in self.known:
                self.known[each] = sorted(self._work_out(each), key=lambda said: (said.start, -said.end))
        return self.known[number]

    def _work_out(self, number: int) -> list[Quotation]:
        unit = self.units[number]
        speakers = [tell(self.text, self.meanings, cue, number) for cue in unit.cues]
        found: list[Quotation] = []
        around: Attribution | None = None
        first = bisect_right(self.quote_ends, unit.start)
        for at in range(first, bisect_left(self.quote_starts, unit.end)):
            quote = self.reading.quotes[at]
            nearest = _cue_of(unit.cues, quote)
            if nearest is None and (at == first or quote.continues or quote.open):
                around = self._from_around(number, at)
            speaker = around if nearest is None else speakers[nearest]
            found.append(
                Quotation(
                    quote.start, quote.end, Speech.DIRECT, speaker and replace(speaker, kind=Speech.DIRECT)
                )
            )
        for cue, speaker in zip(unit.cues, speakers, strict=True):
            for start, end in cue.scopes if speaker else ():
                start, end = self._trimmed(start, end)
                if speaker and WORD.search(self.reading.masked, start, end):
                    found.append(Quotation(start, end, speaker.kind, speaker))
        return found

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] in BLANK:
            start += 1
        while end > start and self.text[end - 1] in BLANK:
            end -= 1
        return start, end

    # Quotations whose own sentence doesn't say whose they are

    def _from_around(self, number: int, at: int) -> Attribution | None:
        quote, unit = self.reading.quotes[at], self.units[number]
        if quote.continues and (speaker := self._begun_before(number)):
            return speaker
        alone = not self.reading.masked[unit.start : unit.end].strip(QUOTED + BLANK + STOPS)
        # "We won," he said. "It is over."    He said this:
        leads = number > 0 and self.text[max(0, unit.start - 16) : unit.start].rstrip().endswith(":")
        if ((alone and not unit.first) or leads) and (speaker := self._last_speaker(number - 1)):
            return moved(speaker, 1, 0.9)
        behind = self.units[number + 1] if number + 1 < len(self.units) else None
        if alone and behind and not behind.first and behind.cues:
            speaker = tell(self.text, self.meanings, behind.cues[0], number + 1)
            if speaker:
                return moved(speaker, -1, 0.7)
        return (
            self._caption(number)
            or self._told_behind(number, at, behind)
            or self._carried(number, GOES_ON if not unit.first else int(alone), 0.6 if alone else 0.5)
        )

    def _begun_before(self, number: int) -> Attribution | None:
        """Return who speaks in the paragraph whose quotation goes on in this one."""
        for back in range(number - 1, max(-1, number - 1 - CONTINUES), -1):
            for said in reversed(self.known.get(back, ())):
                if said.kind == Speech.DIRECT:
                    return moved(said.speaker, number - back, 0.9)
        return None

    def _told_behind(self, number: int, at: int, behind: Unit | None) -> Attribution | None:
        """Return who speaks where the next paragraph goes on with the quotation and says."""
        following = self.reading.quotes[at + 1] if at + 1 < len(self.reading.quotes) else None
        if not (self.reading.quotes[at].open and behind and following and following.continues):
            return None
        cue = _cue_of(behind.cues, following)
        return (
            None
            if cue is None
            else moved(tell(self.text, self.meanings, behind.cues[cue], number + 1), -1, 0.9)
        )

    def _carried(self, number: int, reach: int, share: float) -> Attribution | None:
        """Return who speaks in the sentences before, where this one just goes on."""
        for back in range(number - 1, max(-1, number - 1 - reach), -1):
            if speaker := self._last_speaker(back):
                return moved(speaker, number - back, share)
            if self.units[back].first:
                break
        return None

    def _last_speaker(self, number: int) -> Attribution | None:
        for cue in reversed(self.units[number].cues):
            if speaker := tell(self.text, self.meanings, cue, number):
                return speaker
        return next((each.speaker for each in reversed(self.known.get(number, ())) if each.speaker), None)

    def _caption(self, number: int) -> Attribution | None:
        """Read a picture's caption: a name on a line of its own, perhaps the office, then the words."""
        if not self.units[number].first:
            return None
        for back in range(number - 1, max(-1, number - 1 - CAPTION_REACH), -1):
            line = self.units[back]
            words = self.text[line.start : line.end]
            if len(words) > 120 or not line.first:
                return None
            named = line.sentence.mentions[0] if CAPTION.match(words) and line.sentence.mentions else None
            if named and named.kind == Kind.PERSON and " " in named.name and named.end >= line.end - 1:
                name, description = self.reading.people.name(named)
                why = f"under the name {words}"
                return Attribution(name, description, named.start, named.end, Speech.DIRECT, why, 0.6)
        return None


def _cue_of(cues: list[Cue], quote: Quote) -> int | None:
    """Return which of a sentence's cues a quotation belongs to: the nearest whose words reach it."""
    best, nearest = None, 0
    for number, cue in enumerate(cues):
        if any(start < quote.end and end > quote.start for start, end in cue.scopes):
            away = min(abs(cue.start - quote.end), abs(quote.start - cue.end))
            away += SOURCE_AWAY * (cue.form == Form.SOURCE)
            if best is None or away < nearest:
                best, nearest = number, away
    return best
