"""What a seeds folder holds, once read: plain records. ``place`` names file and entry, for messages."""

from dataclasses import dataclass
from datetime import date


class SeedError(ValueError):
    """The seeds can't be read or loaded; the message names the file and the place in it."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")


@dataclass(frozen=True)
class SeedArticle:
    key: str
    title: str
    publisher: str
    kind: str
    text: str
    place: str
    url: str = ""
    published_on: date | None = None
    byline: str = ""


@dataclass(frozen=True)
class SeedPerson:
    username: str
    name: str
    role: str
    place: str


@dataclass(frozen=True)
class SeedClaimant:
    name: str
    description: str
    aliases: list[str]
    place: str


@dataclass(frozen=True)
class SeedAppearance:
    article: str
    quote: str
    by: str
    place: str


@dataclass(frozen=True)
class SeedEvidence:
    """A passage when ``article`` is set, else a link."""

    stance: str
    origin: str
    quote: str
    by: str
    note: str
    article: str
    url: str
    source: str
    published_on: date | None
    place: str


@dataclass(frozen=True)
class SeedVerdict:
    reviewer: str
    label: str
    rationale: str
    place: str


@dataclass(frozen=True)
class SeedRuling:
    """A publication, or a correction when ``note`` is set."""

    label: str
    summary: str
    explanation: str
    unestablished: str
    note: str
    by: str
    place: str


@dataclass(frozen=True)
class SeedClaim:
    key: str
    statement: str
    claimant: str
    claimed_on: date | None
    lifted_from: str
    quote: str
    by: str
    place: str
    appearances: list[SeedAppearance]
    evidence: list[SeedEvidence]
    verdicts: list[SeedVerdict]
    rulings: list[SeedRuling]


@dataclass(frozen=True)
class SeedSection:
    """``claims`` are keys, in order; without a title they stand before the first section."""

    title: str
    text: str
    claims: list[str]


@dataclass(frozen=True)
class SeedReport:
    """A report, published at once."""

    title: str
    introduction: str
    by: str
    sections: list[SeedSection]
    place: str


@dataclass(frozen=True)
class Newsroom:
    """All of a seeds folder. ``claimants`` are by name."""

    articles: list[SeedArticle]
    people: list[SeedPerson]
    claimants: dict[str, SeedClaimant]
    claims: list[SeedClaim]
    reports: list[SeedReport]
