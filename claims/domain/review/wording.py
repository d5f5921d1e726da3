"""A claim's own words: where they were said, what stands around them, and how they read before."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connection

from claims.models import Claim

CONTEXT = 700  # characters on each side of an appearance that its context is chosen from
NEIGHBOUR = 240  # characters shown of the paragraphs around

# What stands around each appearance of a claim, in code points.
PLACES = """
    SELECT p.exact, p.start, substr(r.text, greatest(p.start - %(reach)s, 0) + 1,
            p."end" + %(reach)s - greatest(p.start - %(reach)s, 0)),
        a.id, a.title, a.published_on, b.name
    FROM claims_appearance p
        JOIN claims_articlerevision r ON r.id = p.revision_id
        JOIN claims_article a ON a.id = r.article_id
        JOIN claims_publisher b ON b.id = a.publisher_id
    WHERE p.claim_id = %(claim)s AND p.retracted_at IS NULL
    ORDER BY p.id
"""


@dataclass(frozen=True)
class Place:
    """Where a claim was said: the words, and what stands before and behind them.

    ``before`` and ``after`` are of the same paragraph, ``far_before`` and ``far_after`` of its
    neighbours; what is cut has an ellipsis.
    """

    article_id: int
    title: str
    publisher: str
    published_on: date | None
    exact: str
    far_before: str
    before: str
    after: str
    far_after: str


@dataclass(frozen=True)
class Wording:
    """A claim as one of its versions read."""

    version: int
    statement: str
    claimant: str
    claimed_on: date | None


def find_places(claim: Claim) -> list[Place]:
    """Return where a claim was said, each with its context; one query."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"reach": CONTEXT, "claim": claim.pk})
        return [_place(*row) for row in cursor.fetchall()]


def _place(
    exact: str,
    start: int,
    around: str,
    article_id: int,
    title: str,
    published_on: date | None,
    publisher: str,
) -> Place:
    at = min(CONTEXT, start)
    before, after = around[:at], around[at + len(exact) :]
    if start > CONTEXT:  # begin at a whole word
        before = "…" + before.partition(" ")[2]
    if len(after) == CONTEXT:
        after = after.rpartition(" ")[0] + "…"
    far_before, _, near_before = before.rpartition("\n")
    near_after, _, far_after = after.partition("\n")
    return Place(
        article_id=article_id,
        title=title,
        publisher=publisher,
        published_on=published_on,
        exact=exact,
        far_before=_last_words(far_before.strip().rpartition("\n")[2]),
        before=near_before.lstrip(),
        after=near_after.rstrip(),
        far_after=_first_words(far_after.strip().partition("\n")[0]),
    )


def _last_words(text: str) -> str:
    return text if len(text) <= NEIGHBOUR else "…" + text[-NEIGHBOUR:].partition(" ")[2]


def _first_words(text: str) -> str:
    return text if len(text) <= NEIGHBOUR else text[:NEIGHBOUR].rpartition(" ")[0] + "…"


def wording_at(*, claim: Claim, version: int) -> Wording:
    """Return how a claim read at one of its versions; as it reads now for a version never known."""
    if version != claim.version:
        past = apps.get_model("claims", "ClaimEvent").objects.select_related("claimant")
        event = past.filter(pgh_obj_id=claim.pk, version=version).order_by("-pgh_id").first()
        if event is not None:
            return _wording(event)
    return _wording(claim)


def _wording(row: Claim) -> Wording:
    return Wording(row.version, row.statement, row.claimant.name if row.claimant else "", row.claimed_on)
