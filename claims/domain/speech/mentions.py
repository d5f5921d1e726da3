"""Whom a text mentions: people, bodies, and who is named by calling or pronoun only."""

import re
from dataclasses import dataclass

from claims.domain.speech import lexicon as lex
from claims.domain.speech.names import CYRILLIC, Kind, Mention, belong_together, plain_word, read_name

UPPER = "A-ZÀ-ÖØ-ÞŁŚŻŹČŠŽĆŃŘŤĎŇŐŰŞĞİА-ЯЁІЇЄҐЎ"
CAPITAL = (
    rf"(?:(?:[{UPPER}]\.){{2,}}(?:-\w+)?"
    rf"|(?:Mrs?|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Maj|Adm|Sen|Rep|Gov|Rev|[{UPPER}])\.(?=[ \xa0][{UPPER}])"
    rf"|[{UPPER}]\w*+(?:(?=[-’'&.]\w)[-’'&.]\w++)*+)"
)
# A name, or any word in small letters; possessive where it repeats, so linear on whatever comes. What repeats
# looks ahead first: up to Python 3.11.4 a possessive group keeps what its last, failing turn has read.
WORDS = re.compile(
    rf"(?<![\w-])(?:(?P<name>{CAPITAL}(?:[ \xa0](?:(?:of|for|on|and|&)[ \xa0](?:the[ \xa0])?)?{CAPITAL}){{0,11}})"
    r"|(?P<word>[^\W\d_]\w*+(?:(?=-\w)-\w++)*+)(?P<own>[’']s?(?!\w))?)"
)
BLANKS = re.compile("[ \xa0]")
MODIFIER_REACH, MOST_MODIFIERS, TITLE_REACH = 48, 4, 48
DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "its",
        "his",
        "her",
        "their",
        "some",
        "several",
        "many",
        "other",
        "two",
        "three",
        "both",
        "this",
        "that",
    ]
)
OWNERS = frozenset({"its", "his", "her", "their"})
PRONOUNS = frozenset(lex.PRONOUNS.split("|"))
VERBS = frozenset(f"{lex.STRONG} {lex.WEAK} {lex.QUOTING} {lex.PARTICIPLES}".split()) | lex.SLAVIC_WORDS
HEADS = frozenset(f"{lex.PERSON_HEADS} {lex.PLURAL_HEADS} {lex.BODY_HEADS} {lex.PAPER_HEADS}".split())
NOT_MODIFIERS = (lex.NO_NAMES | lex.PREPOSITIONS | lex.BETWEEN | VERBS) - {"may"}
NOT_IN_TITLES = NOT_MODIFIERS | DETERMINERS
LEFT_OUT = lex.NO_NAMES | lex.PREPOSITIONS
# In small letters before a body's name: "the news agency TASS".
BODY_TITLES = frozenset({"agency", "site", "website", "tank", "group", "newspaper", "broadcaster", "channel"})


@dataclass(slots=True)
class Verb:
    """A verb of saying at ``text[start:end]``."""

    start: int
    end: int
    word: str


def scan(text: str, start: int = 0, end: int | None = None) -> tuple[list[Mention], list[Verb]]:
    """Return the mentions and the verbs of saying in ``text[start:end]``, in order. Linear time."""
    mentions: list[Mention] = []
    verbs: list[Verb] = []
    for match in WORDS.finditer(text, start, len(text) if end is None else end):
        word = match["word"]
        if word is None:
            _add_name(text, match.start(), match["name"], mentions)
            continue
        if word in VERBS:
            verbs.append(Verb(match.start(), match.end("word"), word))
        if word in PRONOUNS:
            if not match["own"]:
                mentions.append(Mention(match.start(), match.end(), word, Kind.PRONOUN))
        elif word in HEADS:
            _add_head(text, start, match, mentions)
    return mentions, verbs


def _add_name(text: str, start: int, words: str, found: list[Mention]) -> None:
    tokens = BLANKS.split(words)
    # What only starts a sentence or tells the day is no part of a name.
    while tokens and tokens[0].lower() in LEFT_OUT:
        if len(tokens) == 1 and tokens[0].lower() in PRONOUNS:
            found.append(Mention(start, start + len(tokens[0]), tokens[0].lower(), Kind.PRONOUN))
        start += len(tokens.pop(0)) + 1
    for at, word in enumerate(tokens):
        if word == "on" and tokens[at + 1].lower() in LEFT_OUT:
            del tokens[at:]  # "the Defense Ministry on September 10"
            break
    for joint in ("and", "&"):
        if joint not in tokens:
            continue
        at = tokens.index(joint)
        left, right = tokens[:at], tokens[at + 1 :]
        if not belong_together(left, right):
            if left:
                _add_tokens(text, start, left, found)
            joined = " ".join(tokens)
            if right and right[0] == "the":
                right.pop(0)
            rest = " ".join(right)
            _add_name(text, start + len(joined) - len(rest), rest, found)
            return
    head = tokens[0].lower() if len(tokens) == 1 else ""
    if (
        head in HEADS
        and head not in lex.KNOWN_BODIES
        and text[start + len(head) + 1 : start + len(head) + 2].islower()
    ):
        found.append(Mention(start, start + len(head), tokens[0], _kind_of_head(head), bare=True))
    elif tokens:
        _add_tokens(text, start, tokens, found)


def _add_tokens(text: str, start: int, tokens: list[str], found: list[Mention]) -> None:
    mention = read_name(start, tokens)
    if mention is None:
        return
    if mention.kind != Kind.ROLE and not mention.description:
        _take_in_title(text, mention, found)
    found.append(mention)


def _take_in_title(text: str, mention: Mention, found: list[Mention]) -> None:
    """Take in a calling in small letters right before a name: "its spokesman Dmitry Peskov"."""
    titles = BODY_TITLES if mention.kind == Kind.BODY else lex.TITLE_WORDS
    if not _follows_title(text, mention.start, titles):
        return
    before = _line_before(text, max(0, mention.start - TITLE_REACH), mention.start).split(" ")
    taken, at = 0, mention.start
    for word in reversed(before[:-1]):
        plain = plain_word(word)
        is_place = taken == 0 and plain in lex.ADJECTIVES and CYRILLIC.search(plain)
        if plain in titles or is_place or (taken and word.isalpha() and plain not in NOT_IN_TITLES):
            taken += plain in titles
            at -= len(word) + 1
        else:
            break
    if not taken:
        return
    # "Russian Defense Ministry spokesman": the body before belongs to the calling.
    while found and found[-1].end >= at - 1 and found[-1].kind in {Kind.BODY, Kind.ROLE, Kind.PERSON}:
        if text[found[-1].end : at].strip():
            break
        at = min(at, found.pop().start)
    mention.description = text[at : mention.start].strip()
    mention.start = at


def _follows_title(text: str, at: int, titles: frozenset[str]) -> bool:
    """Whether the word before a place is a title, or a place that a Slavic title may stand before."""
    if at < 2 or text[at - 1] != " ":
        return False
    word = plain_word(text[text.rfind(" ", max(0, at - TITLE_REACH), at - 1) + 1 : at - 1])
    word = word[word.rfind("\n") + 1 :]
    return word in titles or bool(word in lex.ADJECTIVES and CYRILLIC.search(word))


def _add_head(text: str, floor: int, match: re.Match[str], found: list[Mention]) -> None:
    """Add somebody without a name, with the words that tell who: "Ukrainian defense officials"."""
    head, start, end, owned = match["word"], match.start(), match.end(), match["own"] is not None
    is_before_name = text[end : end + 1] in {" ", "\xa0"} and text[end + 1 : end + 2].isupper() and not owned
    if is_before_name and (head in lex.PERSON_HEAD_WORDS or head in BODY_TITLES):
        return  # a title: the name behind takes it in
    words, determiner = _modifiers(text, floor, start)
    at = start - sum(len(word) + 1 for word in [*words, *filter(None, [determiner])])
    owner = determiner.lower() if determiner.lower() in OWNERS else ""
    is_paper = head in lex.PAPER_WORDS
    if is_paper and found and found[-1].end > at:
        return  # "the ISW assessment": whose it is says enough
    while found and found[-1].start >= at and found[-1].kind != Kind.PRONOUN:
        found.pop()
    kind = _kind_of_head(head)
    name = " ".join([*reversed(words), head])
    name = name[0].upper() + name[1:]
    found.append(Mention(at, end, name, kind, owned=owned, bare=not words, owner=owner))


def _modifiers(text: str, floor: int, at: int) -> tuple[list[str], str]:
    """Return the words that tell more of a noun at a place, the nearest first, and the article before them."""
    words: list[str] = []
    before = _line_before(text, max(floor, at - MODIFIER_REACH), at).split(" ")
    if len(before) < 2 or before[-1]:
        return words, ""
    for word in reversed(before[:-1]):
        plain = word.lower()
        if plain in DETERMINERS:
            return words, word
        if len(words) == MOST_MODIFIERS or not _modifies(word, plain):
            break
        words.append(word)
    return words, ""


def _line_before(text: str, start: int, end: int) -> str:
    """Return what stands before a place on its line, from ``start`` on, without half a word."""
    before = text[start:end]
    if line := before.rfind("\n") + 1:
        return before[line:]
    return before.partition(" ")[2] if start and text[start - 1] not in " \n" else before


def _kind_of_head(head: str) -> Kind:
    return Kind.BODY if head in lex.BODY_WORDS else Kind.PAPER if head in lex.PAPER_WORDS else Kind.ROLE


def _modifies(word: str, plain: str) -> bool:
    return (
        word[:1].isalnum()
        and (word[-1].isalnum() or word.endswith(("s’", "U.S.")))
        and "\n" not in word
        and "\0" not in word
        and plain not in NOT_MODIFIERS
    )
