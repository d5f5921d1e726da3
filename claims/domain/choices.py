"""Keeping what people made of the machine's proposals: which one, at what rank, taken or refused."""

from typing import Any

from claims.models import Article, Choice, Claim, User
from claims.vocabulary import Action, Proposal


def note(
    *,
    by: User,
    kind: Proposal,
    action: Action,
    rank: int | None = None,
    shown: int | None = None,
    score: float | None = None,
    made_by: str = "",
    claim: Claim | None = None,
    article: Article | None = None,
    **data: Any,
) -> Choice:
    """Keep one choice, in the caller's transaction. ``rank`` (from 1) is where it stood of ``shown``.

    ``made_by`` names the ranker and its version; ``data`` says which proposal it was, as JSON.
    """
    return Choice.objects.create(
        by=by,
        kind=kind,
        action=action,
        rank=rank if rank and rank > 0 else None,
        shown=shown,
        score=score,
        made_by=made_by,
        claim=claim,
        article=article,
        data=data,
    )
