"""Whom a mention means: "he", "the ministry", "its analysts", "the statement"."""

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from claims.domain.speech import lexicon as lex
from claims.domain.speech.cues import Cue, Form
from claims.domain.speech.names import Kind, Mention
from claims.domain.speech.people import is_female
from claims.domain.speech.reading import Reading

LOOK_BACK = 8  # sentences
LOOK_BACK_MENTIONS = 40
DEEPEST = 4
NO_BODIES = frozenset({"forces", "troops"})


class Meant(NamedTuple):
    """Somebody's name and office as the text has them, and how sure it is that they are meant.

    Not ``named``: nothing tells which officials or which ministry.
    """

    name: str
    description: str
    certainty: float
    named: bool = True


class Meanings:
    """Asks a reading whom its mentions mean; every answer is kept."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.people = reading.people
        self.known: dict[int, Meant | None] = {}

    def of(self, mention: Mention, unit: int, cue: Cue | None = None, depth: int = 0) -> Meant | None:
        """Return whom a mention in sentence ``unit`` means, or None where nobody can be named."""
        if mention.start in self.known:
            return self.known[mention.start]
        if depth > DEEPEST:
            return None
        found = self._of(mention, unit, cue, depth)
        if depth == 0:
            self.known[mention.start] = found
        return found

    def _of(self, mention: Mention, unit: int, cue: Cue | None, depth: int) -> Meant | None:
        if mention.kind == Kind.PERSON:
            genitive = cue is not None and cue.form == Form.SOURCE
            return Meant(*self.people.name(mention, genitive=genitive), 1.0)
        if mention.kind == Kind.PRONOUN:
            fits, certainty = self._fitting(mention.name)
            return self._before(mention, unit, depth, fits, certainty)
        if mention.kind == Kind.PAPER:
            return self._before(mention, unit, depth, _wrote, 0.8)
        if mention.owner in {"its", "their"} and (
            owner := self._before(mention, unit, depth, _is_body, 0.85)
        ):
            return owner
        if mention.bare and (known := self._by_noun(mention, unit, depth)):
            return known
        if mention.bare:
            return Meant(mention.name, "", 0.8, named=False)
        if mention.kind == Kind.BODY:
            description = "" if mention.description in lex.NATIONS else mention.description
            return Meant(self.people.body_name(mention), description, 1.0)
        return Meant(mention.name, "", 0.9)

    def _by_noun(self, mention: Mention, unit: int, depth: int) -> Meant | None:
        """Return whom "the ministry" or "the spokesman" means: who was called so before."""
        noun = mention.name.lower()
        if mention.kind == Kind.BODY:
            body = self.people.body(noun, mention.start)
            found = self.of(body, unit, None, depth + 1) if body else None
            return found and found._replace(certainty=0.9)
        at = bisect_left(self.reading.starts, mention.start)
        for other in reversed(self.reading.mentions[max(0, at - LOOK_BACK_MENTIONS) : at]):
            if other.kind == Kind.PERSON and noun in other.description.lower().split():
                return Meant(*self.people.name(other), 0.85)
        return None

    def _fitting(self, pronoun: str) -> tuple[Callable[[Mention], bool], float]:
        if pronoun in {"it", "воно", "оно"}:
            return _is_body, 0.8
        if pronoun in {"they", "вони", "они"}:
            return _is_many, 0.7
        female = pronoun in {"she", "вона", "она"}

        def fits(other: Mention) -> bool:
            if other.kind == Kind.ROLE:
                return not other.bare and _noun(other) in lex.PERSON_HEAD_WORDS
            if other.kind != Kind.PERSON:
                return False
            name, description = self.people.name(other)
            if " " not in name and not description:
                return False  # a place, more often than not
            known = is_female(name, description)
            return known is None or known == female

        return fits, 0.85

    def _before(
        self, mention: Mention, unit: int, depth: int, fits: Callable[[Mention], bool], certainty: float
    ) -> Meant | None:
        """Return the last subject before a mention that fits: whoever spoke last, else who was named first."""
        for number in range(unit, max(-1, unit - LOOK_BACK), -1):
            # Whoever plainly says something goes before whoever calls it something.
            last_first = self.reading.units[number].cues[::-1]
            for cue in sorted(last_first, key=_is_weak):
                speaker = cue.speaker
                if speaker.start >= mention.start:
                    continue
                is_same = speaker.name == mention.name
                if fits(speaker) or is_same or speaker.owner or speaker.kind == Kind.PAPER:
                    found = _lower(self.of(speaker, number, cue, depth + 1), certainty)
                    if found or is_same or fits(speaker):
                        return found
            if named := self._named_in(number, mention.start, fits):
                other, share = named
                return _lower(self.of(other, number, None, depth + 1), certainty * share)
        return None

    def _named_in(
        self, number: int, before: int, fits: Callable[[Mention], bool]
    ) -> tuple[Mention, float] | None:
        """Return the first mention of a sentence that fits, one that may be its subject if there is any."""
        sentence = self.reading.units[number].sentence
        second: Mention | None = None
        for other in sentence.mentions[: sentence.index(before)]:
            if not fits(other):
                continue
            if not other.owned and not sentence.is_complement(other):
                return other, 1.0
            second = second or other
        return (second, 0.8) if second else None


def _is_weak(cue: Cue) -> bool:
    return cue.words in lex.WEAK_WORDS


def _noun(mention: Mention) -> str:
    return mention.name.rpartition(" ")[2].lower()


def _is_body(mention: Mention) -> bool:
    return mention.kind == Kind.BODY and mention.name.lower() not in NO_BODIES


def _is_many(mention: Mention) -> bool:
    return _is_body(mention) or (mention.kind == Kind.ROLE and _noun(mention) in lex.PLURAL_WORDS)


def _wrote(mention: Mention) -> bool:
    return mention.kind in {Kind.BODY, Kind.PERSON}


def _lower(found: Meant | None, by: float) -> Meant | None:
    return found and found._replace(certainty=found.certainty * by)
