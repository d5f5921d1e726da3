"""Checked before? The earlier claims that say most nearly the same as a statement."""

from claims.domain.claim_matching.finding import Match, Matches, similar_claims
from claims.domain.claim_matching.indexing import count_pending, index_claims_pending
from claims.domain.claim_matching.words import forget_frequencies

__all__ = [
    "Match",
    "Matches",
    "count_pending",
    "forget_frequencies",
    "index_claims_pending",
    "similar_claims",
]
