"""Who does the saying in a sentence: the subject before a verb or behind it."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from claims.domain.speech import lexicon as lex
from claims.domain.speech.mentions import DETERMINERS, Verb
from claims.domain.speech.names import CYRILLIC, Kind, Mention

QUOTED = "\0"  # stands for each character in quotation marks
BREAK = re.compile(r"[,.;:!?—–()\n\0]| - ")
APPOSITION = re.compile(r", ((?!who|which|whose|also|and|but)[^,\0\n]{3,120})(?=,)")
GOES_WITH_NAME = re.compile(r"(?: \([^)]{1,60}\))?,| (?:of|from|at|with|in|for|who|whom|whose|та|і|з|из)\b")
ARTICLE = re.compile(r"(?<!\w)(?:the|an?|its|his|her|their) \Z", re.IGNORECASE)
RELATIVES = frozenset({"who", "which", "whose"})
CLAUSE_REACH = 400  # characters back in which a subject is looked for
CAPITALS = {
    "Moscow": "Russian",
    "Kyiv": "Ukrainian",
    "Kiev": "Ukrainian",
    "Minsk": "Belarusian",
    "London": "British",
}


@dataclass(slots=True)
class Sentence:
    """``text[start:end]`` with its mentions and verbs of saying, in order; quoted characters are ``QUOTED``."""

    text: str
    start: int
    end: int
    mentions: list[Mention]
    verbs: list[Verb]

    def subject_before(self, at: int) -> Mention | None:
        """Return the subject whose words end at a place, with what belongs to it in between."""
        for mention in self._back_from(at):
            if mention.end > at:
                continue
            gap = self.text[mention.end : at]
            words = gap.split()
            if len(gap) > CLAUSE_REACH or (not words and mention.owned):
                return None  # "the Kremlin's hopes"
            if words and not (gap.startswith(" (") and gap.endswith(")")):
                if BREAK.search(gap):
                    return None
                if words[-1] in lex.PAPER_WORDS and len(words) <= 3:
                    return mention
                if words[0] not in RELATIVES and not (words[0] in lex.PREPOSITIONS and len(words) <= 4):
                    return None
            return self._over_complement(mention) or (None if self.is_complement(mention) else mention)
        return None

    def subject_before_comma(self, comma: int) -> Mention | None:
        """Return whom an insertion that ends in a comma is about: "Girkin, once an officer, wrote"."""
        floor = max(self.start, comma - CLAUSE_REACH)
        best: Mention | None = None
        for mention in self._back_from(comma):
            if mention.start < floor or QUOTED in self.text[mention.end : comma]:
                break
            if mention.end > comma or mention.owned or mention.kind in {Kind.PRONOUN, Kind.PAPER}:
                continue
            if self.is_complement(mention) or not GOES_WITH_NAME.match(self.text, mention.end):
                continue
            if best is None or _rank(mention) >= _rank(best):
                best = mention
        if best and not best.description and (told := APPOSITION.match(self.text, best.end, comma + 1)):
            best.description = told[1].strip()
        return best

    def subject_behind(self, verb: Verb) -> Mention | None:
        """Return the subject behind a verb: "said the ministry's spokesman Igor Konashenkov"."""
        at = self.index(verb.end)
        if at == len(self.mentions) or self.mentions[at].kind == Kind.PAPER:
            return None
        mention = self.mentions[at]
        gap = self.text[verb.end : mention.start]
        words = gap.split()
        if len(words) > 6 or BREAK.search(gap):
            return None
        plain = [word.lower() for word in words]
        if not all(word in DETERMINERS or word in lex.TITLE_WORDS for word in plain) and not (
            CYRILLIC.search(verb.word) and all(word[0].islower() for word in words)
        ):
            return None
        if words and mention.kind == Kind.PERSON and not mention.description:
            mention.description = " ".join(word for word in words if word.lower() not in DETERMINERS)
        return mention

    def first_subject(self, before: int) -> Mention | None:
        """Return the first mention that may be the sentence's subject."""
        for mention in self.mentions[: self.index(before)]:
            if mention.kind != Kind.PAPER and not mention.owned and not self.is_complement(mention):
                return mention
        return None

    def is_complement(self, mention: Mention) -> bool:
        """Whether a preposition stands before a mention, so that it is no subject."""
        return self._word_before(mention) in lex.PREPOSITIONS

    def is_about_a_thing(self, mention: Mention) -> bool:
        """Whether the subject stands in a clause about a thing: "what the Kremlin calls ..."."""
        return self._word_before(mention) in {"what", "which", "whom", "як", "как"}

    def begin_of(self, mention: Mention) -> int:
        """Return where a mention begins, with its article."""
        article = ARTICLE.search(self.text[max(self.start, mention.start - 6) : mention.start])
        return mention.start - len(article[0]) if article else mention.start

    def strip_back(self, at: int) -> int:
        """Step back over blanks, commas and dashes."""
        while at > self.start and self.text[at - 1] in " ,—–-\xa0":
            at -= 1
        return at

    def index(self, at: int) -> int:
        """Return the number of the first mention that starts at a place or behind it."""
        return bisect_left(self.mentions, at, key=attrgetter("start"))

    def _back_from(self, at: int) -> Iterator[Mention]:
        for number in range(self.index(at) - 1, -1, -1):
            yield self.mentions[number]

    def _word_before(self, mention: Mention) -> str:
        before = self.text[max(self.start, mention.start - 24) : mention.start].lower().split()
        while before and before[-1] in DETERMINERS:
            before.pop()
        return before[-1] if before else ""

    def _over_complement(self, mention: Mention, hops: int = 4) -> Mention | None:
        """Step over a complement: from "Moscow" to the ministry in "the ministry in Moscow"."""
        if not hops or not self.is_complement(mention):
            return None
        for earlier in self._back_from(mention.start):
            if earlier.end >= mention.start:
                continue
            gap = self.text[earlier.end : mention.start]
            words = gap.lower().split()
            if not words or len(gap) > CLAUSE_REACH or BREAK.search(gap) or earlier.owned:
                return None
            if words[0] not in RELATIVES and not (words[0] in lex.PREPOSITIONS and len(words) <= 4):
                return None
            if earlier.kind == Kind.BODY and mention.name in CAPITALS and words == ["in"]:
                earlier.description = earlier.description or CAPITALS[mention.name]
            further = self._over_complement(earlier, hops - 1)
            return further or (None if self.is_complement(earlier) else earlier)
        return None


def _rank(mention: Mention) -> int:
    """People go before bodies, and those with a full name before all."""
    if mention.kind == Kind.PERSON:
        return 3 if " " in mention.name else 2
    return 1 if mention.kind == Kind.BODY else 0
