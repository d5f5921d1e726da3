"""Sentences worth checking: the desk proposes, a person lifts or dismisses."""

from claims.domain.suggesting.deciding import dismiss, restore, take
from claims.domain.suggesting.reading import suggest_pending, suggest_revision
from claims.domain.suggesting.scoring import Score, score
from claims.domain.suggesting.waiting import count_pending, forget_scores
from claims.domain.suggesting.weights import NoWeights, why_not

__all__ = [
    "NoWeights",
    "Score",
    "count_pending",
    "dismiss",
    "forget_scores",
    "restore",
    "score",
    "suggest_pending",
    "suggest_revision",
    "take",
    "why_not",
]
