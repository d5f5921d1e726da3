"""Proposing who made a claim and whom evidence rests on, in names that the desk knows. A person decides."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from claims.domain import choices
from claims.domain.claimants import known_by
from claims.domain.speech import quoted_in, said_in
from claims.models import Claim, User
from claims.vocabulary import UNKNOWN_PUBLISHER, Action, Proposal

MADE_BY = "speech-rules-1"
# What is read around a claim's words, in characters: nearly always the whole article.
READ_BEFORE, READ_BEHIND = 20_000, 4_000
OWN_WORDS = "nobody is quoted here: these are the publisher’s own words"
OWN_WORDS_CERTAINTY = 0.4
NAME_LIMIT = 200

NATIONS = {
    "russia": "Russian",
    "ukraine": "Ukrainian",
    "belarus": "Belarusian",
    "poland": "Polish",
    "germany": "German",
    "france": "French",
    "britain": "British",
    "america": "American",
    "china": "Chinese",
    "israel": "Israeli",
    "iran": "Iranian",
    "turkey": "Turkish",
}
SPELLINGS = (
    (r"defen[cs]e", "defence"),
    (r"defence", "defense"),
    (r"cent(?:re|er)\b", "centre"),
    (r"centre\b", "center"),
    (r"labou?r\b", "labour"),
    (r"labour\b", "labor"),
    (r"organi[sz]ation", "organisation"),
    (r"organisation", "organization"),
)
OF_A_NATION = re.compile(r"(?P<nation>\w+)[’']s (?P<rest>.+)", re.DOTALL)
MINISTRY_BEHIND = re.compile(
    r"(?P<nation>\w+ )?(?P<field>\w+(?: and \w+)?) (?P<kind>ministry)", re.IGNORECASE
)
MINISTRY_BEFORE = re.compile(
    r"(?P<nation>\w+ )?(?P<kind>ministry) of (?P<field>\w+(?: and \w+)?)", re.IGNORECASE
)
SOMEBODY_OF = re.compile(
    r"(?P<body>.+) (?:reporter|journalist|correspondent|spokesman|spokeswoman|spokesperson|analysts|experts)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody proposed, with what tells. ``name`` is the desk's where the desk knows them."""

    name: str
    description: str
    why: str
    certainty: float

    @property
    def is_quoted(self) -> bool:
        """Say whether the text names them as speaking; else they are whoever published it."""
        return self.why != OWN_WORDS


def propose_claimant(*, text: str, start: int, end: int, publisher: str) -> Proposed | None:
    """Return who seems to make the claim in ``text[start:end]``, or None where nothing tells.

    ``text`` is the article's, or ``READ_BEFORE`` and ``READ_BEHIND`` of it around the words. Words that
    nobody is quoted with are the publisher's; one query, by index.
    """
    first = max(0, start - READ_BEFORE)
    said, speaker = said_in(text[first : end + READ_BEHIND], start - first, end - first)
    if speaker is not None and speaker.named:
        proposed = Proposed(speaker.name, speaker.description, speaker.why, speaker.certainty)
    elif said or speaker or publisher in {"", UNKNOWN_PUBLISHER}:
        return None  # somebody is quoted, and nothing tells who
    else:
        proposed = Proposed(publisher, "", OWN_WORDS, OWN_WORDS_CERTAINTY)
    return _in_known_names([proposed], known_by(spellings(proposed.name)))[0]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage with the sentences around it, and who published it."""

    before: str
    passage: str
    after: str
    publisher: str


def origin_proposal(*, before: str, passage: str, after: str, publisher: str) -> Proposed | None:
    """Return whom a passage seems to rest on: whoever it quotes, else its publisher, where known."""
    speaker = quoted_in(before=before, passage=passage, after=after)
    if speaker is not None and speaker.named:
        return Proposed(speaker.name, speaker.description, speaker.why, speaker.certainty)
    if publisher in {"", UNKNOWN_PUBLISHER}:
        return None
    return Proposed(publisher, "", OWN_WORDS, OWN_WORDS_CERTAINTY)


def propose_origins(passages: Iterable[Surroundings]) -> list[Proposed | None]:
    """Return whom each passage seems to rest on, in names that the desk knows; one query for them all."""
    found = [
        origin_proposal(before=each.before, passage=each.passage, after=each.after, publisher=each.publisher)
        for each in passages
    ]
    proposed = [each for each in found if each]
    names = {name for each in proposed for name in spellings(each.name)}
    known = iter(_in_known_names(proposed, known_by(names, origins=True)))
    return [next(known) if each else None for each in found]


def _in_known_names(found: list[Proposed], known: dict[str, str]) -> list[Proposed]:
    named = []
    for each in found:
        name = next(
            (known[key] for name in spellings(each.name) if (key := name.lower()) in known), each.name
        )
        named.append(replace(each, name=name[:NAME_LIMIT]))
    return named


@lru_cache(maxsize=2048)
def spellings(name: str) -> tuple[str, ...]:
    """Return the ways in which the desk may know a name, the given one first.

    "Russia's Defense Ministry" is also the "Russian Ministry of Defence".
    """
    name = name.removeprefix("The ").removeprefix("the ")
    forms = [name]
    if found := OF_A_NATION.fullmatch(name):
        nation = NATIONS.get(found["nation"].lower())
        forms += [f"{nation} {found['rest']}"] if nation else []
        forms.append(found["rest"])
    for form in list(forms):
        if found := MINISTRY_BEHIND.fullmatch(form):
            forms.append(f"{found['nation'] or ''}{found['kind']} of {found['field']}")
        elif found := MINISTRY_BEFORE.fullmatch(form):
            forms.append(f"{found['nation'] or ''}{found['field']} {found['kind']}")
    if found := SOMEBODY_OF.fullmatch(name):
        forms.append(found["body"])
    forms.append(f"The {name}")
    for one, other in SPELLINGS:
        forms += [re.sub(one, other, form, flags=re.IGNORECASE) for form in forms]
    return tuple(dict.fromkeys(forms))


def note_choice(
    *,
    by: User,
    kind: Proposal,
    claim: Claim,
    proposed: Proposed,
    name: str,
    instead: str = "",
    **data: object,
) -> None:
    """Keep what somebody made of a proposed name, in the caller's transaction.

    ``name`` is what they sent; none, or ``instead`` (what stands there without a proposal), refuses it.
    """
    if name.casefold() == proposed.name.casefold():
        action = Action.TAKEN
    elif not name or name.casefold() == instead.casefold():
        action = Action.REFUSED
    else:
        action = Action.CHANGED
    choices.note(
        by=by,
        kind=kind,
        action=action,
        rank=1,
        shown=1,
        score=proposed.certainty,
        made_by=MADE_BY,
        claim=claim,
        article=claim.lifted_from if kind == Proposal.CLAIMANT else None,
        proposed=proposed.name,
        why=proposed.why,
        name=name,
        **data,
    )
