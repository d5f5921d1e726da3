"""Finding passages of other articles that speak of a claim, by their words and by their meaning."""

from claims.domain.matching.candidates import Candidate, Candidates
from claims.domain.matching.search import candidate_passages
from claims.domain.matching.words import clean_query, forget_frequencies

__all__ = [
    "Candidate",
    "Candidates",
    "candidate_passages",
    "clean_query",
    "forget_frequencies",
]
