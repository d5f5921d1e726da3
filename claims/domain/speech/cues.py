"""Where a sentence says that somebody said something, and which of its words they said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise

from claims.domain.speech import lexicon as lex
from claims.domain.speech.mentions import Verb
from claims.domain.speech.names import CYRILLIC, Kind, Mention
from claims.domain.speech.subjects import BREAK, QUOTED, Sentence

ACCORDING = re.compile(
    rf"(?<!\w)(?:{lex.ACCORDING}|[Aa]s(?=\s[^,.;\n]{{2,60}}?\s(?:put it|says|said)))(?!\w)"
)
HELD = re.compile(
    r"\s(?:held|holds|stuck|sticks|kept) to (?:its|his|her|their) \w+ that\b"
    r"|\s(?:has|have|had) set out (?:why|how|that)\b"
)
CLAIM = re.compile(rf" (?:\w+ ){{0,2}}(?:{'|'.join(lex.PAPER_HEADS.split())}) that\b")
SOURCE_END = re.compile(r"[,.;:()\n](?!\w)|\0")
BEHIND_PAPER = re.compile(r"\b(?:by|of|from) (?:the )?\Z")
PARTED = re.compile(r"(?:[;,]|\b(?:and|but|while|а|але|но|и))(?: the)?\Z")
CUT_OFF = re.compile(r"[,\0”\"]\s*\Z")
NEAR_WORDS = (
    lex.PREPOSITIONS | lex.BETWEEN | {"journalists", "reporters", "lawmakers", "viewers", "the", "a", "an"}
)
BE = frozenset({"was", "were", "been", "being", "be", "is", "are"})
TELLS = frozenset({"told", "tells", "telling", "asked"})
LONGEST_TAG = 8  # words between a verb of saying and the end of what it belongs to
BETWEEN_REACH, SOURCE_REACH = 90, 120
MOST_CUES = 40  # of a sentence


class Form(StrEnum):
    """How a cue stands to what was said."""

    FRONT = "front"  # the ministry said that ...
    TAG = "tag"  # ..., the ministry said
    INVERTED = "inverted"  # ..., said the ministry
    SOURCE = "source"  # according to the ministry
    LINE = "line"  # Ministry: ...


@dataclass(slots=True)
class Cue:
    """Who said something, by which words, and the stretches of the text that they said."""

    speaker: Mention
    start: int
    end: int
    words: str
    form: Form
    strength: float
    scopes: list[tuple[int, int]]


def find_cues(sentence: Sentence) -> list[Cue]:
    """Return the cues of a sentence in order."""
    cues: list[Cue] = []
    for verb in sentence.verbs[:MOST_CUES]:
        cue = _by_verb(sentence, verb, cues)
        if cue and (verb.word not in lex.QUOTING_WORDS or _quotes(sentence, cue)):
            cues.append(cue)
    for match in islice(ACCORDING.finditer(sentence.text, sentence.start, sentence.end), MOST_CUES):
        if cue := _by_source(sentence, match):
            cues.append(cue)
    cues.extend(_by_claim(sentence))
    cues.sort(key=lambda cue: cue.start)
    _part_scopes(sentence, cues)
    return cues


def _quotes(sentence: Sentence, cue: Cue) -> bool:
    return any(QUOTED in sentence.text[start:end] for start, end in cue.scopes)


def _by_verb(sentence: Sentence, verb: Verb, cues: list[Cue]) -> Cue | None:
    text, start = sentence.text, sentence.start
    at, passed = _skip_back(text, max(start, verb.start - BETWEEN_REACH), verb.start)
    if verb.word in lex.PARTICIPLE_WORDS and not passed & BE:
        return _by_participle(sentence, verb, cues)
    if passed & BE and not verb.word.endswith("ing"):
        return None  # "was told": whom it was told is no speaker
    is_weak = verb.word in lex.WEAK_WORDS
    last = text[at - 1] if at > start else ""
    if last in {"", QUOTED, ",", "—", "–", "-", ";", "(", "…"}:
        if last == "," and (subject := sentence.subject_before_comma(at - 1)):
            return _with_subject(sentence, verb, subject, 0.9 - 0.2 * is_weak, may_be_tag=False)
        subject = None if is_weak else sentence.subject_behind(verb)
        return _inverted(sentence, verb, subject, at) if subject else None
    subject = sentence.subject_before(at)
    if subject is None and verb.word in lex.SLAVIC_WORDS and (subject := sentence.subject_behind(verb)):
        # "Про це повідомив Генштаб."
        whole = [(start, sentence.end)]
        return Cue(subject, verb.start, subject.end, verb.word, Form.INVERTED, 0.75, whole)
    if subject is None or sentence.is_about_a_thing(subject):
        return None
    return _with_subject(sentence, verb, subject, 0.95 - 0.25 * is_weak, may_be_tag=True)


def _skip_back(text: str, floor: int, at: int) -> tuple[int, set[str]]:
    """Step back over what may stand between a subject and its verb; return the place and the words."""
    passed: set[str] = set()
    while at > floor and text[at - 1] in " \xa0":
        at -= 1
        blank = max(
            text.rfind(" ", floor, at), text.rfind("\n", floor, at), text.rfind("\xa0", floor, at), floor - 1
        )
        word = text[blank + 1 : at]
        plain = word.lower().rstrip(".")
        if plain not in lex.BETWEEN and not plain.endswith("ly") and not (word.isdigit() and len(word) <= 2):
            return at, passed
        passed.add(plain)
        at = blank + 1
    return at, passed


def _inverted(sentence: Sentence, verb: Verb, subject: Mention, at: int) -> Cue:
    scopes = [(sentence.start, sentence.strip_back(at))] if at > sentence.start else []
    rest = BREAK.search(sentence.text, subject.end, sentence.end)
    if rest and rest.end() < sentence.end - 2:
        scopes.append((rest.start() if rest[0] == QUOTED else rest.end(), sentence.end))
    elif not scopes:
        scopes.append((subject.end, sentence.end))
    return Cue(subject, verb.start, subject.end, verb.word, Form.INVERTED, 0.95, scopes)


def _with_subject(
    sentence: Sentence, verb: Verb, subject: Mention, strength: float, *, may_be_tag: bool
) -> Cue:
    """Tell "the ministry said that ..." from "..., the ministry said"."""
    text, start, end = sentence.text, sentence.start, sentence.end
    begin = sentence.begin_of(subject)
    head = sentence.strip_back(begin)
    has_before = head > start and bool(text[head:begin].strip(" \xa0"))
    has_quote_before = head > start and text[head - 1] == QUOTED
    stop = found.start() if (found := BREAK.search(text, verb.end, end)) else end
    words = text[verb.end : stop].split()
    is_short = not words or (
        len(words) <= LONGEST_TAG
        and "that" not in words
        and (words[0].lower() in NEAR_WORDS or verb.word in TELLS)
    )
    is_tag = ((has_before and may_be_tag) or has_quote_before) and is_short
    first = min(subject.start, verb.start)
    if is_tag and text[stop : stop + 1] != ":":
        scopes = [(start, head)]
        if stop < end - 2:
            scopes.append((stop if text[stop] == QUOTED else stop + 1, end))
        return Cue(subject, first, verb.end, verb.word, Form.TAG, strength, scopes)
    scopes = [(start, head)] if has_quote_before else []
    if not words and stop >= end - 1 and not scopes:
        strength -= 0.3  # nothing is said in this sentence: perhaps in the next
    return Cue(subject, first, verb.end, verb.word, Form.FRONT, strength, [*scopes, (verb.end, end)])


def _by_participle(sentence: Sentence, verb: Verb, cues: list[Cue]) -> Cue | None:
    """Read "..., claiming that ...": said by the subject of what stands before."""
    if not CUT_OFF.search(sentence.text[max(sentence.start, verb.start - 4) : verb.start]):
        return None
    subject = cues[-1].speaker if cues else sentence.first_subject(verb.start)
    if subject is None:
        return None
    return Cue(subject, verb.start, verb.end, verb.word, Form.FRONT, 0.7, [(verb.end, sentence.end)])


def _by_source(sentence: Sentence, match: re.Match[str]) -> Cue | None:
    """Read "according to the ministry"."""
    stop = min(sentence.end, match.end() + SOURCE_REACH)
    if found := SOURCE_END.search(sentence.text, match.end(), stop):
        stop = found.start()
    named = sentence.mentions[sentence.index(match.end()) : sentence.index(stop)]
    if not named:
        return None
    subject = named[0]
    if subject.kind == Kind.PAPER or (subject.kind == Kind.ROLE and subject.name.lower().endswith("reports")):
        # Whose paper it is stands behind: "a report by the Daily Beast".
        for mention in named[1:]:
            if BEHIND_PAPER.search(sentence.text[subject.end : mention.start]):
                subject = mention
                break
    words = match[0].lower() if CYRILLIC.search(match[0]) else "according to"
    whole = [(sentence.start, sentence.end)]
    return Cue(subject, match.start(), subject.end, words, Form.SOURCE, 0.9, whole)


def _by_claim(sentence: Sentence) -> Iterator[Cue]:
    """Read "the ministry's claim that ..." and "the Kremlin held to its line that ..."."""
    for mention in sentence.mentions:
        if mention.kind == Kind.PRONOUN:
            continue
        pattern = CLAIM if mention.owned else HELD
        if found := pattern.match(sentence.text, mention.end, sentence.end):
            scopes = [(found.end(), sentence.end)]
            yield Cue(mention, mention.start, found.end(), "said", Form.FRONT, 0.8, scopes)


def _part_scopes(sentence: Sentence, cues: list[Cue]) -> None:
    """End what one subject said where the next one begins to say something else."""
    for cue, following in pairwise(cues):
        if following.speaker is cue.speaker:
            continue
        begin = min(following.start, following.speaker.start)
        is_behind = following.form in {Form.TAG, Form.INVERTED}
        before = sentence.text[max(cue.end, begin - 12) : begin].rstrip()
        if cue.form in {Form.SOURCE, Form.LINE} or not (is_behind or PARTED.search(before)):
            continue
        if cue.form == Form.FRONT or following.form == Form.FRONT:
            cue.scopes = [(start, min(end, begin)) for start, end in cue.scopes if start < begin]
