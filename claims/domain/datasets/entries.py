"""One record of a dataset as the desk can take it in."""

from dataclasses import dataclass
from datetime import date

from claims.domain.ingest.drafts import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a claim stands in a text as the dataset has it: code points or UTF-16 units, whichever fit."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleIn:
    """What a record knows of an article beside its text."""

    title: str
    publisher: str = ""
    url: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimIn:
    """A claim that a record speaks of. ``key`` is what the dataset calls it, where several records share it.

    ``article`` is where it was made, where the record has no text of that.
    """

    statement: str
    claimant: str = ""
    claimant_description: str = ""
    claimed_on: date | None = None
    place: Place | None = None
    article: ArticleIn | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceIn:
    """Evidence that a record holds: words on a page with an address, words of an article without one, or words
    with the title of a text.

    ``may_be_left_out``: without a usable address it stays in the record, and the claim is taken all the same.
    ``is_own``: the article is the claim's own. The same words are brought once, unless ``place`` tells them apart.
    """

    stance: str
    quote: str
    url: str = ""
    title: str = ""
    note: str = ""
    origin: str = ""
    source_name: str = ""
    source_date: date | None = None
    article: ArticleIn | None = None
    is_own: bool = False
    place: int = 0
    may_be_left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record: ``source`` is its file and line, ``record`` is what an export would write for it.

    With ``text``, places are in that text; with ``text_of`` in that of the article of this address. A record
    may hold a text and no claim. ``notice`` says what of it stays in the record alone, where one might miss it.
    """

    source: str
    record: str
    source_id: str = ""
    label: str = ""
    text: Draft | None = None
    text_of: str = ""
    claims: tuple[ClaimIn, ...] = ()
    evidence: tuple[EvidenceIn, ...] = ()
    notice: str = ""
