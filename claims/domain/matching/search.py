"""Finding passages of other articles that speak of a claim."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

from django.db import DataError, InternalError, OperationalError, connection, transaction

from claims.domain import embedding
from claims.domain.cues import find_cues
from claims.domain.matching.candidates import Candidate, Candidates
from claims.domain.matching.ranking import CLAIMS_VECTOR, TYPED_VECTOR, Asked, Ranked, rank_passages
from claims.domain.matching.words import QUERY_LENGTH, Term, clean_query, find_terms
from claims.models import Claim, Evidence

IN_OTHER_WORDS = "Close in meaning, in other words"


def candidate_passages(
    *,
    claim: Claim,
    query: str = "",
    limit: int = 12,
    per_source: int = 3,
    attached: Iterable[Evidence] | None = None,
) -> Candidates:
    """Return passages of other standing articles for a claim, or for a typed query, each with cues.

    Any of the words is enough, and where there are vectors, a like meaning; passages with more and with
    rarer words, and the nearer ones, come first, at most ``per_source`` from one source. ``attached``
    is the claim's standing evidence with origins, where the caller has it already. A query that cannot
    be run gives no items and a message; never raises.
    """
    typed = clean_query(query)
    try:
        with _unharmed():
            terms = find_terms(typed or clean_query(claim.statement, length=1000))
            asked, note = _asked(claim, typed) if terms else (None, "")
            ranked = (
                rank_passages(
                    terms,
                    claim=claim,
                    asked=asked,
                    limit=limit,
                    per_source=per_source,
                )
                if terms
                else Ranked([], [], is_embedded=False, near=0)
            )
    except (DataError, InternalError, OperationalError):
        message = "The search could not be run. Try fewer or other words; nothing was changed."
        return Candidates(message=message, query=typed)
    found = Candidates(items=ranked.items, refused=ranked.refused, query=typed, has_more=ranked.has_more)
    if not found:
        found.message = _nothing_found(found, terms)
        return found
    if attached is None:
        attached = Evidence.objects.standing().filter(claim=claim).select_related("origin")
    brought = {(item.revision_id, item.start, item.end): item for item in attached}
    for item in (*found.items, *found.refused):
        item.evidence = brought.get((item.passage.revision_id, item.passage.start, item.passage.end))
    for item in found.items:
        item.cues = _cues(item, claim)
    if len(" ".join(query.split())) > QUERY_LENGTH:
        found.message = f"Only the first {QUERY_LENGTH} characters were searched for."
    else:
        found.message = note or (_what_vectors_lacked(ranked) if asked else "")
    return found


def _unharmed() -> AbstractContextManager[None]:
    """Keep a transaction usable when a query within it fails; outside of one nothing is to be kept."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _asked(claim: Claim, typed: str) -> tuple[Asked | None, str]:
    """Return what vector to look around, or None and a sentence that says why there is none."""
    if embedding.is_off():
        return None, "Found by their words alone: this desk runs without a sentence model."
    if not embedding.understands(typed or claim.statement):
        return None, "Found by their words alone: the sentence model does not know this script."
    if not embedding.is_quick():
        return None, "Found by their words alone: the vectors of all passages wait for their index."
    if not typed:
        sha256 = embedding.statement_sha256(claim.statement)
        return Asked(CLAIMS_VECTOR, {"statement_sha256": sha256}), ""
    try:
        (vector,) = embedding.embed([typed])
    except embedding.NoEmbedding:
        return None, "Found by their words alone: the sentence model cannot be used."
    literal = embedding.vector_literal(vector)
    return Asked(TYPED_VECTOR, {"model": embedding.model_name(), "vector": literal}), ""


def _what_vectors_lacked(ranked: Ranked) -> str:
    if not ranked.is_embedded:
        return "Found by their words alone so far: the claim waits to be compared by meaning."
    if not ranked.near:
        return "Found by their words alone so far: the articles wait to be compared by meaning."
    return ""


def _cues(item: Candidate, claim: Claim) -> list[str]:
    cues = find_cues(
        claim=claim.statement,
        passage=item.passage.text,
        claimed_on=claim.claimed_on,
        published_on=item.passage.revision.article.published_on,
    )
    return cues if any(is_hit for _, is_hit in item.parts) else [IN_OTHER_WORDS, *cues]


def _nothing_found(found: Candidates, terms: list[Term]) -> str:
    if not terms:
        return "There is no word to search for. Type a name, a place or a number."
    if found.refused:
        return "All that was found was put aside as not about this claim. Type other words, or add a link."
    if found.query:
        return "No other article has any of these words. Try other words, or add a link."
    return "No other article on the desk has the words of this claim."
