"""Saying what two claims are to one another: the same, narrower, broader, contradicting, different.

Of two claims that are the same one stays: the published one, else the earlier one. It gets the other's
appearances, and the other is taken off the desk. Evidence and verdicts stay where they were given, since
they are somebody's word about that claim's evidence; the kept claim's page leads to them. Taking the link
back takes the added appearances back and puts the other claim back as it was.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q

from claims.domain import access, audit, choices, claiming, retraction
from claims.domain.refusals import Refused
from claims.domain.typed import clean_line
from claims.models import Appearance, ArticleRevision, Choice, Claim, ClaimLink, User, Verdict
from claims.vocabulary import Action, Proposal, Relation, Stage

NOTE_LIMIT = 500
COPIED = ("revision_id", "start", "end", "exact", "prefix", "suffix", "method", "score")


@transaction.atomic
def link_claims(
    *,
    by: User,
    claim: Claim,
    other: Claim,
    relation: str,
    note: str = "",
    proposal: dict[str, Any] | None = None,
) -> ClaimLink:
    """Note what ``claim`` is to ``other``. The same said twice is kept once.

    ``proposal`` is what the machine's proposal was (rank, shown, score, made_by), where it was one: the
    choice is kept. Raises Refused where the two are linked otherwise already, or cannot be merged.
    """
    access.require(access.can_link_claims, by)
    if relation not in Relation.values:
        raise Refused("Choose what the two claims are to one another.", field="relation")
    note = clean_line(note, field="note")
    if len(note) > NOTE_LIMIT:
        raise Refused(f"Keep the note under {NOTE_LIMIT} characters.", field="note")
    if claim.pk == other.pk:
        raise Refused("A claim cannot be linked to itself.")
    # Earlier first, as links are kept, and in this order for everybody: two at once take turns.
    pair = sorted((claim.pk, other.pk))
    locked = Claim.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pair)
    earlier, later = locked.defer("search").order_by("pk")
    seen = Relation(relation) if claim.pk == earlier.pk else Relation(relation).turned
    there = ClaimLink.objects.standing().filter(claim=earlier, other=later).select_related("made_by").first()
    if there is not None:
        if there.relation == seen:
            return there
        raise Refused(
            f"{there.made_by} linked these two already ({there.get_relation_display().lower()})."
            " Undo that first; nothing was changed."
        )
    if earlier.is_retracted or later.is_retracted:
        raise Refused("One of these claims was retracted meanwhile. Nothing was changed.")
    link = ClaimLink(claim=earlier, other=later, relation=seen, note=note, made_by=by)
    if seen == Relation.SAME:
        _merge(by=by, link=link)
    link.save()
    if proposal is not None:
        action = Action.REFUSED if seen == Relation.DIFFERENT else Action.TAKEN
        choices.note(
            by=by,
            kind=Proposal.MATCH,
            action=action,
            claim=claim,
            other=other.pk,
            relation=str(relation),
            **proposal,
        )
    _log("claim.linked", by=by, link=link)
    return link


def mark_same(
    *, by: User, claim: Claim, other: Claim, note: str = "", proposal: dict[str, Any] | None = None
) -> ClaimLink:
    """Say that two claims are the same, and join them: see ``link_claims``."""
    return link_claims(by=by, claim=claim, other=other, relation=Relation.SAME, note=note, proposal=proposal)


@transaction.atomic
def unlink_claims(*, by: User, link: ClaimLink, reason: str = "") -> ClaimLink:
    """Take a link back. Of a merge, the added appearances go and the other claim is back as it was."""
    access.require(access.can_link_claims, by)
    claims = Claim.objects.select_for_update(of=("self",), no_key=True)
    locked = list(claims.filter(pk__in=(link.claim_id, link.other_id)).defer("search").order_by("pk"))
    row = ClaimLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if row.is_retracted:
        return row
    if row.relation == Relation.SAME:
        gone = next(claim for claim in locked if claim.pk == row.gone_id)
        _refuse_over_others(by=by, gone=gone)
        _part(by=by, link=row, gone=gone)
    row = retraction.retract(by=by, row=row, reason=reason or "Taken back.")
    _log("claim.unlinked", by=by, link=row)
    return row


def _merge(*, by: User, link: ClaimLink) -> None:
    """Give the kept claim the other's appearances, and take the other off the desk."""
    kept, gone = link.claim, link.other
    if gone.stage == Stage.PUBLISHED:
        if kept.stage == Stage.PUBLISHED:
            raise Refused(
                "Both claims are published, each under an address of its own. Withdraw one ruling first,"
                " with a public note."
            )
        kept, gone = gone, kept
    _refuse_over_others(by=by, gone=gone)
    there = set(_standing(kept).values_list("revision_id", "start", "end"))
    added = [
        Appearance(claim=kept, created_by=by, **{name: getattr(place, name) for name in COPIED})
        for place in _standing(gone).order_by("pk")
        if (place.revision_id, place.start, place.end) not in there
    ]
    Appearance.objects.bulk_create(added)
    link.gone, link.added = gone, [place.pk for place in added]
    retraction.retract(by=by, row=gone, reason=reason_of(kept))


def reason_of(kept: Claim) -> str:
    """Return the reason with which a claim is taken off the desk that is the same as another."""
    return f"same as claim {kept.pk}"


def _refuse_over_others(*, by: User, gone: Claim) -> None:
    """Leave to an editor what other people have judged."""
    if access.can_retract_claim(by):
        return
    if Verdict.objects.current().filter(claim=gone).exclude(reviewer=by).exists():
        raise Refused(
            f"Other people have judged claim {gone.pk}. Ask an editor to join the two; nothing was changed."
        )


def _part(*, by: User, link: ClaimLink, gone: Claim) -> None:
    kept_id = link.claim_id if gone.pk == link.other_id else link.other_id
    reason = f"claim {gone.pk} stands by itself again"
    # What was added may have moved along to newer revisions meanwhile.
    ids = set(link.added)
    while moved := set(
        Appearance.objects.filter(claim=kept_id, moved_from__in=ids)
        .exclude(pk__in=ids)
        .values_list("pk", flat=True)
    ):
        ids |= moved
    places = Appearance.objects.standing().filter(claim=kept_id, pk__in=ids).order_by("pk")
    for place in list(places.select_for_update()):  # before the log's lock is taken
        retraction.retract(by=by, row=place, reason=reason)
    # One that somebody restored by hand, and retracted for another reason, is left as they left it.
    if gone.is_retracted and gone.retraction_reason == f"same as claim {kept_id}":
        retraction.restore(by=by, row=gone)


def _standing(claim: Claim) -> Any:
    return Appearance.objects.standing().filter(claim=claim)


def _log(action: str, *, by: User, link: ClaimLink) -> None:
    """Write into the log of both claims."""
    for claim_id in (link.claim_id, link.other_id):
        other_id, relation = link.seen_from(claim_id)
        audit.record(
            action=action,
            by=by,
            target=Claim(pk=claim_id),
            link=link.pk,
            other=other_id,
            relation=str(relation),
            note=link.note,
            gone=link.gone_id,
            added=link.added,
        )


@transaction.atomic
def add_place(
    *,
    by: User,
    claim: Claim,
    revision: ArticleRevision,
    start: int,
    end: int,
    exact: str,
    proposal: dict[str, Any] | None = None,
) -> Appearance:
    """Note that words of an article say what a claim says already, instead of lifting them anew.

    ``proposal`` as for ``link_claims``. Raises Refused for a claim that left the desk.
    """
    locked = Claim.objects.select_for_update(of=("self",), no_key=True).defer("search").get(pk=claim.pk)
    if locked.is_retracted:
        raise Refused(
            "That claim was retracted meanwhile. Nothing was saved; lift the words as a claim of their own."
        )
    place = claiming.add_appearance(by=by, claim=locked, revision=revision, start=start, end=end, exact=exact)
    if proposal is not None:
        choices.note(
            by=by,
            kind=Proposal.MATCH,
            action=Action.TAKEN,
            claim=locked,
            article=revision.article,
            appearance=place.pk,
            **proposal,
        )
    return place


@transaction.atomic
def refuse_matches(*, by: User, claim: Claim, proposals: Mapping[int, dict[str, Any]]) -> None:
    """Keep that a claim was lifted although these earlier ones (by id) were proposed; once, however often sent."""
    noted = Choice.objects.filter(kind=Proposal.MATCH, claim=claim)
    if not proposals or noted.exists():
        return
    for other_id, proposal in proposals.items():
        choices.note(
            by=by, kind=Proposal.MATCH, action=Action.REFUSED, claim=claim, other=other_id, **proposal
        )


class End(NamedTuple):
    """A link seen from one of its claims: the ``other`` one, and what this one is to it."""

    link: ClaimLink
    other: Claim
    relation: Relation


def links_of(claim: Claim) -> list[End]:
    """Return a claim's standing links, each seen from it; one query."""
    links = (
        ClaimLink.objects.standing()
        .of(claim.pk)
        .select_related("claim__claimant", "other__claimant", "made_by")
        .defer("claim__search", "other__search")
    )
    found = []
    for link in links:
        other_id, relation = link.seen_from(claim.pk)
        found.append(End(link, link.other if other_id == link.other_id else link.claim, relation))
    return found


def contradictions(*, among: list[int] | None = None, limit: int = 20) -> list[ClaimLink]:
    """Return the standing contradictions of which both claims are held to be true, newest first; one query.

    ``among`` narrows it to those with one of these claims.
    """
    links = ClaimLink.objects.cannot_both_be_true().select_related("claim", "other")
    if among is not None:
        links = links.filter(Q(claim__in=among) | Q(other__in=among))
    return list(links.defer("claim__search", "other__search").order_by("-id")[:limit])
