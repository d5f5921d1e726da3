"""Finding the earlier claims that say most nearly the same as a statement.

Candidates come by words and by vectors, are fused by reciprocal rank (Cormack, Clarke and Büttcher 2009)
and put in order by ``ranking``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import DataError, InternalError, OperationalError, connection, transaction

from claims.domain import embedding
from claims.domain.claim_matching import vectors
from claims.domain.claim_matching.cleaning import LONGEST, clean_statement, is_cut
from claims.domain.claim_matching.features import Asked, Candidate, fused, measure
from claims.domain.claim_matching.ranking import PROBABLE, Ranked, put_in_order, ranker
from claims.domain.claim_matching.reasons import reasons
from claims.domain.claim_matching.words import best_by_words, count_words, read_terms
from claims.models import Claim, ClaimLink

if TYPE_CHECKING:
    import numpy as np

# How many each way of looking brings, and how many of both are put in order.
BROUGHT = 60
ORDERED = 60
# Less likely ones are not worth the look.
SHOWN_FROM = 0.01

NO_WORD = "There is no word to compare. Write the claim as a sentence."
NOT_RUN = "Earlier claims could not be searched for this text. Nothing was changed; try fewer or other words."
CUT = f"Only the first {LONGEST:,} characters were compared."

FETCH = """
    SELECT c.id, c.statement, k.statement, k.quotes
    FROM claims_claim c JOIN claims_claimwords k ON k.claim_id = c.id
    WHERE c.id = ANY(%s) AND c.retracted_at IS NULL
"""
FETCH_WITH_VECTORS = """
    SELECT c.id, c.statement, k.statement, k.quotes, {cosines}
    FROM claims_claim c JOIN claims_claimwords k ON k.claim_id = c.id
        LEFT JOIN claims_claimvector v ON v.claim_id = c.id AND v.model = %s
    WHERE c.id = ANY(%s) AND c.retracted_at IS NULL
"""
COSINE = "coalesce(-(v.vector <#> %s::halfvec), 0)"


@dataclass(frozen=True)
class Match:
    """An earlier claim, how likely (0 to 1) it says the same, and why it is proposed, in words."""

    claim: Claim
    rank: int  # from 1
    score: float
    is_near: bool  # above the line: pointed out
    reasons: list[str]

    @property
    def is_probable(self) -> bool:
        return self.is_near and self.score >= PROBABLE

    @property
    def verdict(self) -> str:
        """What the desk makes of it, in words; empty where it says nothing."""
        if self.is_probable:
            return "Probably the same"
        return "Perhaps the same" if self.is_near else ""


@dataclass
class Matches:
    """Earlier claims, likeliest first, and what there is to say about the search.

    ``made_by`` names the ranker and its version.
    """

    items: list[Match] = field(default_factory=list)
    message: str = ""
    made_by: str = ""

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def probable(self) -> list[Match]:
        return [match for match in self.items if match.is_probable]


def similar_claims(
    *,
    statement: str,
    claim: Claim | None = None,
    limit: int = 5,
    vector: "np.ndarray | None" = None,
    claimed_on: date | None = None,
) -> Matches:
    """Return the standing claims that say most nearly the same as ``statement``.

    ``claim`` is the one whose statement it is, where it was lifted already: neither it nor what people
    linked it to (as different, for instance) is proposed. ``vector`` is the statement's, 384 numbers of
    length 1, where the caller has it. ``claimed_on`` is the day it was said, for the reasons. A statement
    that cannot be compared gives no items and a message; never raises.
    """
    text = clean_statement(statement)
    try:
        with transaction.atomic():
            asked, ordered, made_by, line, message = _rank(text, claim=claim, vector=vector)
            shown = [one for one in ordered if one.probability >= SHOWN_FROM][:limit]
            ids = [one.candidate.claim_id for one in shown]
            claims = Claim.objects.select_related("claimant").defer("search").in_bulk(ids)
    except (DataError, InternalError, OperationalError):
        return Matches(message=NOT_RUN)
    day = claimed_on or (claim.claimed_on if claim is not None else None)
    items = []
    for rank, one in enumerate((one for one in shown if one.candidate.claim_id in claims), start=1):
        found = claims[one.candidate.claim_id]
        why = reasons(asked, one.candidate, found, claimed_on=day)
        items.append(Match(found, rank, one.probability, one.probability >= line, why))
    if is_cut(statement):
        message = CUT
    return Matches(items=items, message=message, made_by=made_by)


def rank_statement(
    statement: str,
    *,
    claim: Claim | None = None,
    vector: "np.ndarray | None" = None,
    leaving_out: Sequence[int] = (),
) -> tuple[Asked, list[Candidate]]:
    """Return the measured candidates of a cleaned statement, in no order of likelihood.

    ``vector`` has the statement's in the first row and those of its sentences below; None goes by words
    alone. ``leaving_out`` are ids that are taken for not there.
    """
    terms = read_terms(statement)
    own = claim.pk if claim is not None else None
    brought = BROUGHT + len(leaving_out)
    by_words = best_by_words(terms, limit=brought, leaving_out=own)
    literals = [] if vector is None else [embedding.vector_literal(row) for row in vector]
    by_vectors = vectors.nearest(literals[0], limit=brought, leaving_out=own) if literals else []
    ranks_words = _ranks([pk for pk in by_words if pk not in leaving_out])
    ranks_vectors = _ranks([pk for pk in by_vectors if pk not in leaving_out])
    candidates = _fetch(sorted(ranks_words.keys() | ranks_vectors.keys()), literals)
    for one in candidates:
        one.rank_words = ranks_words.get(one.claim_id, 0)
        one.rank_vectors = ranks_vectors.get(one.claim_id, 0)
    candidates = sorted(candidates, key=lambda one: (-fused(one), one.claim_id))[:ORDERED]
    count_words(terms, {word for one in candidates for word in one.words})
    for one in candidates:
        one.bm25 = terms.bm25(one.words)
    asked = Asked(statement, terms)
    measure(asked, candidates, with_vectors=vector is not None)
    return asked, candidates


def _ranks(ids: Sequence[int]) -> dict[int, int]:
    return {claim_id: rank for rank, claim_id in enumerate(ids, start=1)}


def _rank(
    text: str, *, claim: Claim | None, vector: "np.ndarray | None"
) -> tuple[Asked, list[Ranked], str, float, str]:
    linked: list[int] = []
    if claim is not None:
        ends = ClaimLink.objects.standing().of(claim.pk).values_list("claim_id", "other_id")
        linked = [one if other == claim.pk else other for one, other in ends]
    rows = vectors.vectors_of(text, claim=claim, vector=vector) if text else None
    asked, candidates = rank_statement(text, claim=claim, vector=rows, leaving_out=linked)
    chosen = ranker(with_vectors=rows is not None)
    message = "" if asked.terms.words else NO_WORD
    if not asked.terms.words:
        candidates = []
    return asked, put_in_order(chosen, candidates), chosen.name, chosen.line, message


def _fetch(ids: list[int], asked: Sequence[str]) -> list[Candidate]:
    """Fetch claims, with their likeness to each of the vectors asked for, as PostgreSQL reads them."""
    with connection.cursor() as cursor:
        if not asked:
            cursor.execute(FETCH, [ids])
            return [Candidate(*row) for row in cursor.fetchall()]
        sql = FETCH_WITH_VECTORS.format(cosines=", ".join([COSINE] * len(asked)))
        cursor.execute(sql, [*asked, embedding.model_name(), ids])
        return [
            Candidate(pk, text, words, quotes, cosine=cosines[0], cosine_best=max(cosines))
            for pk, text, words, quotes, *cosines in cursor.fetchall()
        ]
