"""The desk's published decisions: versioned, corrected in the open, never overwritten."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from claims.domain import access, audit
from claims.domain.boards import Board, board, missing_for, too_few_origins
from claims.domain.refusals import Changed, Refused
from claims.domain.snapshots import of_evidence, where_said
from claims.domain.stages import settle_stage
from claims.domain.typed import clean_line, clean_text
from claims.domain.verdicts import EvidenceMissing
from claims.models import Claim, Ruling, User, Verdict
from claims.vocabulary import Label, RulingKind, Stage

SUMMARY_LIMIT = 400
SLUG_LENGTH = 100


def _number(count: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    return words[count] if count < len(words) else str(count)


def _origins(count: int) -> str:
    return f"{_number(count)} independent origin" + ("" if count == 1 else "s")


def draft_summary(*, label: str, board: Board) -> str:
    """Return one line that says what the evidence amounts to, for an editor to accept or rewrite."""
    for_it, against = board.supports.count.origins, board.refutes.count.origins
    supports = f"{_origins(for_it)} support{'s' if for_it == 1 else ''} it"
    refutes = f"{_origins(against)} contradict{'s' if against == 1 else ''} it"
    if label == Label.TRUE:
        return f"{supports}; {refutes[0].lower()}{refutes[1:]}."
    if label == Label.FALSE:
        return f"{refutes}; {supports[0].lower()}{supports[1:]}."
    if label == Label.DISPUTED:
        both = f"{supports[0].lower()}{supports[1:]}, and {refutes[0].lower()}{refutes[1:]}"
        return f"Credible sources stand on both sides: {both}."
    return "There is not enough evidence to say."


def _give_slug(claim: Claim) -> None:
    """Give a claim its public address: its words, with its number where another claim has that address."""
    base = slugify(claim.statement)[:SLUG_LENGTH].strip("-") or f"claim-{claim.pk}"
    for slug in (base, f"{base}-{claim.pk}", f"claim-{uuid4().hex}"):
        claim.slug = slug
        try:
            with transaction.atomic():  # another claim may be given the same at the same moment
                claim.save(update_fields=["slug"])
        except IntegrityError:
            continue
        return


def _rule(
    *,
    by: User,
    claim: Claim,
    kind: RulingKind,
    label: str,
    summary: str,
    explanation: str,
    unestablished: str,
    note: str,
    claim_version: int,
    client_id: UUID,
) -> Ruling:
    access.require(access.can_publish, by)
    if label not in Label.values:
        raise Refused("Choose true, false, disputed or unproven.", field="label")
    locked = (
        Claim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("claimant", "lifted_from")
        .get(pk=claim.pk)
    )
    summary = clean_line(summary, field="summary")
    explanation = clean_text(explanation, field="explanation")
    unestablished = clean_text(unestablished, field="unestablished")
    note = clean_text(note, field="note")
    sent_before = Ruling.objects.filter(client_id=client_id).first()
    if sent_before is not None:
        sent = {
            "claim_id": locked.pk,
            "ruled_by_id": by.pk,
            "kind": kind,
            "label": label,
            "summary": summary or sent_before.summary,
            "explanation": explanation,
            "unestablished": unestablished,
            "note": note,
        }
        if any(getattr(sent_before, name) != value for name, value in sent.items()):
            raise Refused("This form was used for another ruling. Open it anew; nothing was published.")
        return sent_before
    if locked.is_retracted:
        raise Refused("This claim was retracted; restore it before you rule on it.")
    if locked.version != claim_version:
        raise Changed(
            "The claim was changed while you were reading it.", seen=claim_version, current=locked.version
        )
    last = Ruling.objects.filter(claim=locked).order_by("-number").first()
    _check_turn(claim=locked, kind=kind, last=last, label=label, explanation=explanation, note=note)
    evidence_board = board(claim=locked)
    if kind != RulingKind.WITHDRAWAL and (missing := missing_for(label, evidence_board)):
        raise EvidenceMissing(label, missing)
    few = too_few_origins(board=evidence_board, label=label)
    if kind != RulingKind.WITHDRAWAL and few and not explanation.strip():
        raise Refused(few, field="explanation")
    summary = summary or draft_summary(label=label, board=evidence_board)
    if len(summary) > SUMMARY_LIMIT:
        raise Refused(
            f"Keep the summary to {SUMMARY_LIMIT} characters; put the rest into the explanation.",
            field="summary",
        )
    if locked.slug is None:
        _give_slug(locked)
    ruling = Ruling.objects.create(
        claim=locked,
        number=last.number + 1 if last else 1,
        kind=kind,
        label=label,
        summary=summary,
        explanation=explanation,
        unestablished=unestablished,
        note=note,
        statement=locked.statement,
        claimant_name=locked.claimant.name if locked.claimant else "",
        claimant_kind=locked.claimant.kind if locked.claimant else "",
        claimed_on=locked.claimed_on,
        claim_version=locked.version,
        evidence=of_evidence(locked, evidence_board.evidence),
        said_in=where_said(locked),
        reviewers=Verdict.objects.counted().filter(claim=locked).count(),
        client_id=client_id,
        ruled_by=by,
    )
    settle_stage(locked)
    audit.record(
        action=f"ruling.{kind.value}",
        by=by,
        target=locked,
        ruling=ruling.pk,
        number=ruling.number,
        label=label,
        summary=ruling.summary,
        explanation=ruling.explanation,
        unestablished=ruling.unestablished,
        note=ruling.note,
        claim_version=locked.version,
        evidence=[item.pk for item in evidence_board.evidence],
    )
    return ruling


def _check_turn(
    *, claim: Claim, kind: RulingKind, last: Ruling | None, label: str, explanation: str, note: str
) -> None:
    """Refuse a ruling that is not due, or that leaves unsaid what must be said."""
    if kind == RulingKind.PUBLICATION:
        if last is not None:
            raise Refused("This claim has been published before. Correct the ruling, with a public note.")
        if claim.stage == Stage.OPEN:
            raise Refused(
                f"This claim still waits for verdicts; {settings.VERDICTS_NEEDED} "
                f"{'is' if settings.VERDICTS_NEEDED == 1 else 'are'} needed before it can be published."
            )
        differs = claim.stage == Stage.CONFLICT or label != claim.label
        if differs and not explanation.strip():
            raise Refused(
                "The reviewers don't all say this. Explain the ruling; readers see the explanation.",
                field="explanation",
            )
        return
    if last is None:
        raise Refused("This claim has not been published yet.")
    if kind == RulingKind.WITHDRAWAL and last.kind == RulingKind.WITHDRAWAL:
        raise Refused("This ruling has been withdrawn already.")
    if not note.strip():
        raise Refused("Say in public what changes and why.", field="note")


@transaction.atomic
def publish(
    *,
    by: User,
    claim: Claim,
    label: str,
    claim_version: int,
    client_id: UUID,
    summary: str = "",
    explanation: str = "",
    unestablished: str = "",
) -> Ruling:
    """Publish the desk's ruling on a claim whose reviewers agree, or settle one where they differ.

    An empty ``summary`` is drafted from the evidence. Where reviewers differ, the editor departs from them,
    or fewer than two independent origins decide, ``explanation`` must say why.
    ``unestablished`` tells the public what the desk could not find out. ``client_id``: sent twice, published
    once. Raises Refused, Changed or EvidenceMissing.
    """
    return _rule(
        by=by,
        claim=claim,
        kind=RulingKind.PUBLICATION,
        label=label,
        summary=summary,
        explanation=explanation,
        unestablished=unestablished,
        note="",
        claim_version=claim_version,
        client_id=client_id,
    )


@transaction.atomic
def correct(
    *,
    by: User,
    claim: Claim,
    label: str,
    note: str,
    claim_version: int,
    client_id: UUID,
    summary: str = "",
    explanation: str = "",
    unestablished: str = "",
) -> Ruling:
    """Publish a new version of a ruling; ``note`` tells the public what changed and why."""
    return _rule(
        by=by,
        claim=claim,
        kind=RulingKind.CORRECTION,
        label=label,
        summary=summary,
        explanation=explanation,
        unestablished=unestablished,
        note=note,
        claim_version=claim_version,
        client_id=client_id,
    )


@transaction.atomic
def withdraw_ruling(*, by: User, claim: Claim, note: str, claim_version: int, client_id: UUID) -> Ruling:
    """Withdraw a published ruling; its address stays and tells the public why."""
    last = Ruling.objects.filter(claim=claim).order_by("-number").first()
    if last is None:
        raise Refused("This claim has not been published yet.")
    return _rule(
        by=by,
        claim=claim,
        kind=RulingKind.WITHDRAWAL,
        label=last.label,
        summary=last.summary,
        explanation=last.explanation,
        unestablished=last.unestablished,
        note=note,
        claim_version=claim_version,
        client_id=client_id,
    )


class Acceptance(NamedTuple):
    """What an editor saw of a claim on which reviewers agree, and accepts as it stands."""

    claim: Claim
    label: str
    claim_version: int
    client_id: UUID


def accept_unanimous(
    *, by: User, accepted: Iterable[Acceptance]
) -> tuple[list[Ruling], list[tuple[Claim, str]]]:
    """Publish every claim on which reviewers agree, each in a transaction of its own.

    Returns the rulings made and, for each claim left out, why: one whose wording or whose reviewers'
    label is no longer what the editor saw is left.
    """
    access.require(access.can_publish, by)
    made: list[Ruling] = []
    left: list[tuple[Claim, str]] = []
    for claim, label, version, client_id in accepted:
        try:
            made.append(publish(by=by, claim=claim, label=label, claim_version=version, client_id=client_id))
        except Refused as refusal:
            left.append((claim, refusal.message))
    return made, left
