"""What a dataset says of a claim: gathered for a thousand claims at a time, whatever their number.

Verdicts are read only where the desk has a label of its own: what reviewers said of a claim that is still
open, or on which they differ, never leaves the desk.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from claims.domain.checks.claim_review import check_address
from claims.domain.naming import known_publisher
from claims.models import Claim, Evidence, Ruling, Verdict
from claims.vocabulary import Stage

CHUNK = 500
SENTENCES = """
    SELECT e.id, array_agg(p.number ORDER BY p.number)
    FROM claims_evidence e
    JOIN claims_passage p ON p.revision_id = e.revision_id AND p.start < e."end" AND p."end" > e.start
    WHERE e.id = ANY(%s) GROUP BY e.id
"""


@dataclass(frozen=True, slots=True)
class Source:
    """An article as a dataset names it; ``publisher`` is "" where nobody knows who that is."""

    id: int
    title: str
    publisher: str
    url: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence that stands. ``sentences`` are numbers of passages of its article, from 0."""

    id: int
    stance: str
    quote: str
    origin: str
    source_name: str
    url: str
    article: Source | None
    sentences: tuple[int, ...]

    @property
    def page(self) -> str:
        """What the page that it stands on is called."""
        return self.article.title if self.article else self.source_name or self.url


@dataclass(frozen=True, slots=True)
class Vote:
    """A reviewer's current verdict, without the reviewer: its label and the evidence that stood then."""

    label: str
    seen: frozenset[int]


@dataclass(frozen=True, slots=True)
class Facts:
    """A claim with everything that a dataset may say of it; ``label`` is "" where the desk has none."""

    id: int
    version: int
    statement: str
    claimant: str
    claimant_description: str
    claimant_id: int | None
    claimed_on: date | None
    label: str
    is_published: bool
    is_retracted: bool
    check_url: str
    article: Source | None
    evidence: tuple[Piece, ...]
    votes: tuple[Vote, ...]
    ruling: Ruling | None
    first_published_at: datetime | None

    @property
    def state(self) -> str:
        """What has to stay as it is for an imported record to speak for this claim."""
        return claim_state(version=self.version, label=self.label)


def claim_state(*, version: int, label: str) -> str:
    """Return a claim's version and label in one word."""
    return f"{version}:{label}"


def public_label(claim: Claim) -> str:
    """Return the label that may leave the desk; "" while a claim is open or its reviewers differ."""
    return claim.label if claim.stage in (Stage.AGREED, Stage.PUBLISHED) else ""


def gather(ids: Sequence[int], *, base_url: str) -> Iterator[list[Facts]]:
    """Yield the facts of claims in the order of ``ids``, in chunks; ``base_url`` is the desk's own address."""
    for start in range(0, len(ids), CHUNK):
        yield _facts(list(ids[start : start + CHUNK]), base_url=base_url)


def _facts(ids: list[int], *, base_url: str) -> list[Facts]:
    claims = Claim.objects.select_related("claimant", "lifted_from__publisher").defer("search").in_bulk(ids)
    labelled = [pk for pk, claim in claims.items() if public_label(claim)]
    evidence, votes, rulings = _evidence(ids), _votes(labelled), _rulings(labelled)
    found = []
    for pk in ids:
        claim = claims[pk]
        article, claimant = claim.lifted_from, claim.claimant
        is_published = claim.stage == Stage.PUBLISHED
        ruling = rulings.get(pk) if is_published else None
        found.append(
            Facts(
                id=pk,
                version=claim.version,
                statement=claim.statement,
                claimant=claimant.name if claimant else "",
                claimant_description=claimant.description if claimant else "",
                claimant_id=claim.claimant_id,
                claimed_on=claim.claimed_on,
                label=public_label(claim),
                is_published=is_published,
                is_retracted=claim.is_retracted,
                check_url=check_address(claim.slug or "", base_url=base_url) if is_published else "",
                article=_source(article) if article else None,
                evidence=tuple(evidence.get(pk, ())),
                votes=tuple(votes.get(pk, ())),
                ruling=ruling,
                first_published_at=ruling.first_at if ruling else None,
            )
        )
    return found


def _source(article) -> Source:
    return Source(
        article.pk,
        article.title,
        known_publisher(article.publisher.name),
        article.url,
        article.published_on,
    )


def _evidence(ids: list[int]) -> dict[int, list[Piece]]:
    rows = list(Evidence.objects.standing().filter(claim__in=ids).with_sources().order_by("pk"))
    with connection.cursor() as cursor:
        cursor.execute(SENTENCES, [[row.pk for row in rows if row.revision_id]])
        sentences = dict(cursor.fetchall())
    found: dict[int, list[Piece]] = defaultdict(list)
    for row in rows:
        article = row.revision.article if row.revision else None
        found[row.claim_id].append(
            Piece(
                id=row.pk,
                stance=row.stance,
                quote=row.quote,
                origin=row.origin.name,
                source_name=known_publisher(article.publisher.name if article else row.source_name),
                url=article.url if article else row.url,
                article=_source(article) if article else None,
                sentences=tuple(sentences.get(row.pk, (0,))),
            )
        )
    return found


def _votes(ids: list[int]) -> dict[int, list[Vote]]:
    found: dict[int, list[Vote]] = defaultdict(list)
    rows = Verdict.objects.counted().filter(claim__in=ids).order_by("pk")
    for claim, label, seen in rows.values_list("claim", "label", "evidence_seen"):
        found[claim].append(Vote(label, frozenset(seen)))
    return found


def _rulings(ids: list[int]) -> dict[int, Any]:
    """Return the last ruling on each claim, with the time of the first as ``first_at``."""
    first = Ruling.objects.filter(claim=OuterRef("claim"), number=1).values("created_at")
    rows = Ruling.objects.filter(claim__in=ids).order_by("claim_id", "-number").distinct("claim_id")
    return {row.claim_id: row for row in rows.defer("evidence").annotate(first_at=Subquery(first))}
