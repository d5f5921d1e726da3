"""The shapes of what the API shows. Dates are ISO 8601, times in UTC, what is unknown is null."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from claims.vocabulary import AnchorMethod, ExportState, Label, RulingKind, Stage, Stance


class Named(BaseModel):
    id: int
    name: str


class Retraction(BaseModel):
    at: datetime
    by: Named | None
    reason: str


class RevisionBrief(BaseModel):
    id: int
    number: int
    sha256: str
    added_at: datetime


class ArticleOut(BaseModel):
    id: int
    title: str
    publisher: Named
    byline: str
    url: str
    published_on: date | None
    language: str
    story: int | None
    revision: RevisionBrief | None
    added_by: Named
    added_at: datetime
    retraction: Retraction | None


class RevisionOut(RevisionBrief):
    article: int
    title: str
    characters: int
    text: str


class StoredOut(BaseModel):
    """What became of a text that was sent."""

    outcome: str
    message: str
    article: ArticleOut
    revision: RevisionBrief


class AppearanceOut(BaseModel):
    """Where a claim stands: code points of a revision, end exclusive, with some of what is around it."""

    article: int
    revision: int
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    method: AnchorMethod
    score: float


class ClaimOut(BaseModel):
    """A claim; ``ruling`` is the number of its ruling's latest version, ``slug`` its public address's."""

    id: int
    version: int
    statement: str
    claimant: Named | None
    claimed_on: date | None
    stage: Stage
    label: Label | None
    disagrees: bool
    article: int | None
    slug: str | None
    ruling: int | None
    appearances: list[AppearanceOut]
    lifted_by: Named
    lifted_at: datetime
    retraction: Retraction | None


class PassageOut(BaseModel):
    article: int
    revision: int
    start: int
    end: int


class LinkOut(BaseModel):
    url: str
    source: str
    published_on: date | None


class EvidenceOut(BaseModel):
    id: int
    claim: int
    stance: Stance
    origin: Named
    quote: str
    passage: PassageOut | None
    link: LinkOut | None
    from_another_source: bool
    note: str
    added_by: Named
    added_at: datetime
    retraction: Retraction | None


class VerdictOut(BaseModel):
    id: int
    claim: int
    claim_version: int
    reviewer: Named
    label: Label
    rationale: str
    evidence_seen: list[int]
    is_current: bool
    given_at: datetime
    withdrawn_at: datetime | None


class RulingOut(BaseModel):
    claim: int
    version: int
    kind: RulingKind
    label: Label
    summary: str
    explanation: str
    unestablished: str
    note: str
    statement: str
    claimant: str
    claimed_on: date | None
    claim_version: int
    evidence: list[dict[str, Any]]
    ruled_by: Named
    ruled_at: datetime


class PublishedBrief(BaseModel):
    """The latest version of a report; ``url`` is where everybody reads it."""

    version: int
    at: datetime
    is_withdrawal: bool
    url: str


class ReportOut(BaseModel):
    """``version`` rises with every change on the desk; what is public stands in ``published``."""

    id: int
    title: str
    introduction: str
    version: int
    claims: int
    published: PublishedBrief | None
    made_by: Named
    made_at: datetime
    retraction: Retraction | None


class ExportOut(BaseModel):
    """A file that was asked for: ``done`` of its ``claims`` are written, and ``file`` is there when it is ready.

    ``filters`` is the query string of the claims page that it was asked for with; ``problem`` says why it failed.
    """

    id: int
    format: str
    title: str
    report: int | None
    version: int | None
    filters: str
    claims: int
    state: ExportState
    done: int
    problem: str
    asked_at: datetime
    made_at: datetime | None
    expires_at: datetime | None
    bytes: int | None
    sha256: str
    file: str | None


class SectionOut(BaseModel):
    title: str
    text: str


class ReportVersionOut(BaseModel):
    """A report as it was published, or the notice that withdraws it."""

    report: int
    version: int
    is_withdrawal: bool
    title: str
    introduction: str
    sections: list[SectionOut]
    claims: int
    note: str
    published_by: Named
    published_at: datetime
    url: str
