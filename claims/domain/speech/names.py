"""What a run of words with capitals names: a person with a title, a body, or neither."""

import re
from dataclasses import dataclass
from enum import StrEnum

from claims.domain.speech import lexicon as lex

CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)
NO_PERSON = lex.BODY_WORDS | lex.ADJECTIVES
POSSESSIVE = ("’s", "'s")


class Kind(StrEnum):
    """What is mentioned. A role is somebody without a name; a paper is a text of somebody's."""

    PERSON = "person"
    BODY = "body"
    ROLE = "role"
    PRONOUN = "pronoun"
    PAPER = "paper"


@dataclass(slots=True)
class Mention:
    """Somebody mentioned at ``text[start:end]``; ``name`` is without the title, the ``description``.

    ``owned``: possessive ("Putin's"). ``bare``: known by its noun only ("the ministry"). ``owner``: the
    pronoun that says whose it is ("its analysts").
    """

    start: int
    end: int
    name: str
    kind: Kind
    description: str = ""
    owned: bool = False
    bare: bool = False
    owner: str = ""


def plain_word(word: str) -> str:
    word = word.lower()
    return word[:-2] if word.endswith(POSSESSIVE) else word.rstrip("’'")


def belong_together(left: list[str], right: list[str]) -> bool:
    """Whether "and" stands inside one body's name: Ministry of Culture and Sport, Security and Defense Council."""
    if not left or not right:
        return False
    in_right = any(plain_word(token) in lex.BODY_WORDS for token in right)
    if any(plain_word(token) in lex.BODY_WORDS for token in left):
        return not in_right and ("of" in left or "for" in left)
    return in_right and len(left) <= 3 and plain_word(left[-1]) not in lex.KNOWN_BODIES


def read_name(start: int, tokens: list[str]) -> Mention | None:
    """Return whom ``tokens`` name, which stand at ``start`` with one blank between them; None for nobody."""
    end = start + sum(map(len, tokens)) + len(tokens) - 1
    owned = tokens[-1].endswith((*POSSESSIVE, "s’", "s'"))
    if owned:
        tokens = [*tokens[:-1], tokens[-1].removesuffix("s").rstrip("’'")]
    plain = [plain_word(token) for token in tokens]
    title = max((at for at, token in enumerate(plain) if token in lex.TITLE_WORDS), default=-1)
    if (name := _behind_title(tokens, plain, title)) is not None:
        return Mention(start, end, name, Kind.PERSON, " ".join(tokens)[: -len(name)].strip(), owned)
    if not lex.BODY_WORDS.isdisjoint(plain):
        if (of := _of_a_body(tokens, plain)) is not None:
            name = " ".join(tokens[:of])
            return Mention(start, start + len(name), name, Kind.PERSON, " ".join(tokens[of:]))
        bare = len(plain) == 1 and not _is_acronym(tokens[0])
        return Mention(start, end, " ".join(tokens), Kind.BODY, owned=owned, bare=bare)
    if plain[-1] in lex.PLACES:
        return None
    is_known = len(plain) == 1 and (plain[0] in lex.KNOWN_BODIES or _is_acronym(tokens[0]))
    if is_known or " ".join(plain) in lex.LANDS:
        return Mention(start, end, " ".join(tokens), Kind.BODY, owned=owned)
    if title >= 0 and title + 1 == len(tokens):
        return Mention(start, end, " ".join(tokens), Kind.ROLE, owned=owned, bare=len(tokens) == 1)
    return _read_person(start, end, tokens, owned)


def _behind_title(tokens: list[str], plain: list[str], title: int) -> str | None:
    """Return the name behind a title: "Secretary of State Antony Blinken"."""
    rest = tokens[title + 1 :]
    if title < 0 or not rest or not lex.BODY_WORDS.isdisjoint(plain[title + 1 :]):
        return None
    if rest[0] in {"of", "for"}:
        rest = rest[3 if len(rest) > 1 and rest[1] == "the" else 2 :][-2:]
    return " ".join(rest) or None


def _of_a_body(tokens: list[str], plain: list[str]) -> int | None:
    """Return where "of" stands in "Bogdan Bezpalko of the Council for Interethnic Relations"."""
    at = tokens.index("of") if "of" in tokens else 0
    return at if at in {2, 3} and NO_PERSON.isdisjoint(plain[:at]) else None


def _read_person(start: int, end: int, tokens: list[str], owned: bool) -> Mention | None:
    for connector in ("of", "for", "on"):
        if connector in tokens:
            tokens = tokens[: tokens.index(connector)]
            end, owned = start + len(" ".join(tokens)), False
    first = 0
    while first < len(tokens) and (
        plain_word(tokens[first]) in lex.ADJECTIVES
        or (tokens[first].endswith(POSSESSIVE) and first + 1 < len(tokens))
    ):
        start += len(tokens[first]) + 1
        first += 1
    name = " ".join(tokens[first:])
    if not name or (first and len(tokens) - first == 1 and not CYRILLIC.search(name)):
        return None  # "Russian", "Ukrainian Telegram"
    if len(tokens) - first == 1 and plain_word(name) in lex.KNOWN_BODIES:
        return Mention(start, end, name, Kind.BODY, owned=owned)
    return Mention(start, end, name, Kind.PERSON, owned=owned)


def _is_acronym(token: str) -> bool:
    return len(token) > 1 and token.isupper() and token.isalpha()
