"""What people make of the passages that are proposed for a claim: brought as evidence, or put aside."""

import re
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.domain import access, attribution, audit, choices, evidence
from claims.domain.refusals import Refused
from claims.models import ArticleRevision, Claim, Evidence, RefusedPassage, User
from claims.vocabulary import Action, Proposal

PUT_BACK = "Proposed again."
SHOWN_AS = re.compile(r"([0-9]{1,4})/([0-9]{1,4})/([0-9]{1,3}\.[0-9]{1,8})/([a-z0-9+-]{0,60})")


@dataclass(frozen=True)
class ShownAs:
    """How a passage was proposed: at which rank (from 1) of how many, with what score, by which ranker."""

    rank: int
    shown: int
    score: float
    made_by: str


def read_shown_as(text: str) -> ShownAs | None:
    """Read what ``Candidate.shown_as`` wrote; None for anything else."""
    found = SHOWN_AS.fullmatch(text)
    if not found:
        return None
    rank, shown, score, made_by = found.groups()
    return ShownAs(int(rank), int(shown), float(score), made_by)


@transaction.atomic
def take_candidate(
    *,
    by: User,
    claim: Claim,
    revision: ArticleRevision,
    start: int,
    end: int,
    stance: str,
    origin_name: str = "",
    shown_as: ShownAs | None = None,
    proposed: attribution.Proposed | None = None,
) -> Evidence:
    """Bring a proposed passage to a claim, and keep that it was taken. See ``evidence.add_passage``."""
    access.require(access.can_add_evidence, by)
    if shown_as is not None:
        _note(by, claim, Action.TAKEN, (revision.pk, start, end), shown_as, stance=stance)
    return evidence.add_passage(
        by=by,
        claim=claim,
        revision=revision,
        start=start,
        end=end,
        stance=stance,
        origin_name=origin_name,
        proposed=proposed,
    )


@transaction.atomic
def refuse_candidate(
    *,
    by: User,
    claim: Claim,
    revision: ArticleRevision,
    start: int,
    end: int,
    shown_as: ShownAs | None = None,
) -> RefusedPassage:
    """Put a passage aside as not about the claim, for everybody. Twice is the same as once.

    Raises Refused for a place outside the text, and for a passage that is evidence of the claim.
    """
    access.require(access.can_add_evidence, by)
    if not 0 <= start < end <= len(revision.text):
        raise Refused("There is no text at that place of the article. Nothing was saved.")
    place = {"claim": claim, "revision": revision, "start": start, "end": end}
    if Evidence.objects.standing().filter(**place).exists():
        raise Refused("This passage is evidence of the claim. Take it back first.")
    try:
        with transaction.atomic():
            refused = RefusedPassage.objects.create(**place, refused_by=by)
    except IntegrityError:
        return RefusedPassage.objects.standing().get(**place)
    _note(by, claim, Action.REFUSED, (revision.pk, start, end), shown_as)
    audit.record(action="passage.refused", by=by, target=claim, **_log(revision, start, end))
    return refused


@transaction.atomic
def propose_again(*, by: User, claim: Claim, revision: ArticleRevision, start: int, end: int) -> None:
    """Undo ``refuse_candidate``: the passage is proposed for the claim again."""
    access.require(access.can_add_evidence, by)
    refused = (
        RefusedPassage.objects.standing()
        .select_for_update()
        .filter(claim=claim, revision=revision, start=start, end=end)
        .first()
    )
    if refused is None:
        return
    refused.retracted_at, refused.retracted_by, refused.retraction_reason = timezone.now(), by, PUT_BACK
    refused.save(update_fields=["retracted_at", "retracted_by", "retraction_reason"])
    audit.record(action="passage.proposed_again", by=by, target=claim, **_log(revision, start, end))


def _log(revision: ArticleRevision, start: int, end: int) -> dict[str, str | int]:
    return {"revision": revision.pk, "start": start, "end": end, "quote": revision.text[start:end]}


def _note(
    by: User,
    claim: Claim,
    action: Action,
    place: tuple[int, int, int],
    shown_as: ShownAs | None,
    *,
    stance: str = "",
) -> None:
    revision_id, start, end = place
    choices.note(
        by=by,
        kind=Proposal.PASSAGE,
        action=action,
        rank=shown_as.rank if shown_as else None,
        shown=shown_as.shown if shown_as else None,
        score=shown_as.score if shown_as else None,
        made_by=shown_as.made_by if shown_as else "",
        claim=claim,
        revision=revision_id,
        start=start,
        end=end,
        stance=stance,
    )
