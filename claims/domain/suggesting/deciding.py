"""What people make of suggestions: lifted, dismissed, put back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from claims.domain import access, audit, choices
from claims.domain.refusals import Refused
from claims.models import ArticleRevision, Claim, Suggestion, User
from claims.vocabulary import Action, Proposal, SuggestionState


def _note(
    *, by: User, suggestion: Suggestion, action: Action, shown: int, claim: Claim | None = None
) -> None:
    choices.note(
        by=by,
        kind=Proposal.SUGGESTION,
        action=action,
        rank=suggestion.rank,
        shown=shown,
        score=suggestion.score,
        made_by=suggestion.model,
        claim=claim,
        article=suggestion.revision.article,
        suggestion=suggestion.pk,
        reasons=suggestion.reasons,
    )


def _lock(suggestion: Suggestion) -> Suggestion:
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("revision__article")
    try:
        return rows.get(pk=suggestion.pk)
    except Suggestion.DoesNotExist:
        raise Refused("The article was read anew meanwhile, and this is no longer suggested.") from None


def _shown(revision_id: int) -> int:
    return Suggestion.objects.filter(revision=revision_id).count()


@transaction.atomic
def dismiss(*, by: User, suggestion: Suggestion) -> Suggestion:
    """Take a suggestion off the text. It doesn't come back, in a later text either; ``restore`` undoes it.

    Dismissed twice is dismissed once. Raises Refused when a claim was lifted from it meanwhile.
    """
    access.require(access.can_lift_claim, by)
    locked = _lock(suggestion)
    if locked.state == SuggestionState.TAKEN:
        raise Refused("Somebody lifted a claim from these words meanwhile.")
    if locked.state == SuggestionState.DISMISSED:
        return locked
    locked.state, locked.decided_by, locked.decided_at = SuggestionState.DISMISSED, by, timezone.now()
    locked.save(update_fields=["state", "decided_by", "decided_at"])
    _note(by=by, suggestion=locked, action=Action.REFUSED, shown=_shown(locked.revision_id))
    audit.record(
        action="suggestion.dismissed", by=by, target=locked, revision=locked.revision_id, exact=locked.exact
    )
    return locked


@transaction.atomic
def restore(*, by: User, suggestion: Suggestion) -> Suggestion:
    """Put a dismissed suggestion back; what was noted of its dismissal stays."""
    access.require(access.can_lift_claim, by)
    locked = _lock(suggestion)
    if locked.state == SuggestionState.TAKEN:
        raise Refused("Somebody lifted a claim from these words meanwhile.")
    if locked.state == SuggestionState.OPEN:
        return locked
    locked.state, locked.decided_by, locked.decided_at = SuggestionState.OPEN, None, None
    locked.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(
        action="suggestion.restored", by=by, target=locked, revision=locked.revision_id, exact=locked.exact
    )
    return locked


def take(
    *,
    by: User,
    claim: Claim,
    revision: ArticleRevision,
    start: int,
    end: int,
    suggestion_id: int | None = None,
) -> list[Suggestion]:
    """Settle the suggestions from which a claim was lifted, inside the caller's transaction.

    That is the one of ``suggestion_id`` and every open one that ``revision.text[start:end]`` overlaps, wherever the
    lifting began. TAKEN is noted where the span is the suggestion's own, else CHANGED.
    """
    open_ones = Suggestion.objects.open().filter(revision=revision)
    overlapping = open_ones.filter(start__lt=end, end__gt=start)
    asked = open_ones.filter(pk=suggestion_id) if suggestion_id else open_ones.none()
    found = list((overlapping | asked).select_for_update(of=("self",)).order_by("pk"))
    if found:
        _settle(by=by, claim=claim, found=found, start=start, end=end, asked=suggestion_id)
    return found


def _settle(
    *, by: User, claim: Claim, found: Iterable[Suggestion], start: int, end: int, asked: int | None
) -> None:
    for suggestion in found:
        suggestion.state, suggestion.claim = SuggestionState.TAKEN, claim
        suggestion.decided_by, suggestion.decided_at = by, timezone.now()
        suggestion.save(update_fields=["state", "claim", "decided_by", "decided_at"])
        whole = (suggestion.start, suggestion.end) == (start, end)
        _note(
            by=by,
            suggestion=suggestion,
            action=Action.TAKEN if whole else Action.CHANGED,
            shown=_shown(suggestion.revision_id),
            claim=claim,
        )
