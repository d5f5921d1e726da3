"""Publishing, correcting and withdrawing a ruling, with the evidence beside the form."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from claims.domain import access, rulings
from claims.domain.boards import Board, board, missing_for
from claims.domain.checks.gate import warnings
from claims.domain.refusals import Changed, Refused
from claims.domain.verdicts import may_see_verdicts
from claims.forms.refusals import add_refusal
from claims.forms.rulings import CorrectionForm, PublicationForm, VersionedForm, WithdrawalForm
from claims.models import Claim, DeskSettings, Ruling
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.settle import with_everything
from claims.views.wording import statement_at
from claims.vocabulary import Label, RulingKind, Stage

BLOCKED = {
    "open": "This claim still waits for verdicts. It can be published once enough reviewers have judged it.",
    "unpublished": "This claim has not been published yet, so there is no ruling to change.",
    "withdrawn": "This ruling has been withdrawn already. A correction publishes it anew.",
}


def _read_claim(pk: int) -> Claim:
    return get_object_or_404(with_everything(Claim.objects.all()), pk=pk)


def _choices(evidence: Board) -> list[dict[str, Any]]:
    """Return the four labels, each with what it still needs."""
    return [{"label": label, "missing": missing_for(label, evidence)} for label in Label]


def _page(
    request: DeskRequest,
    *,
    claim: Claim,
    last: Ruling | None,
    kind: RulingKind,
    form: VersionedForm,
    blocked: str = "",
    changed: Changed | None = None,
    status: int = 200,
) -> HttpResponse:
    evidence = board(claim=claim)
    context = {
        "claim": claim,
        "board": evidence,
        # An editor may have yet to judge the claim.
        "verdicts": claim.counted_verdicts if may_see_verdicts(user=request.user, claim=claim) else [],
        "last": last,
        "kind": kind,
        "form": form,
        "choices": _choices(evidence),
        "warnings": warnings(claim=claim, board=evidence, label=claim.label, settings=DeskSettings.current())
        if kind != RulingKind.WITHDRAWAL
        else [],
        "blocked": BLOCKED.get(blocked, ""),
        "changed": changed,
        "earlier_wording": statement_at(claim=claim, version=changed.seen) if changed else "",
    }
    return render(request, "settle/ruling.html", context, status=status)


def _submit(
    request: DeskRequest,
    *,
    claim: Claim,
    last: Ruling | None,
    kind: RulingKind,
    form: VersionedForm,
    rule: Callable[..., Ruling],
    done: str,
) -> HttpResponse:
    """Rule with what was typed, or show it again with what was wrong: 422, or 409 for a stale page."""
    if not form.is_valid():
        return _page(request, claim=claim, last=last, kind=kind, form=form, status=422)
    try:
        rule(by=request.user, claim=claim, **form.cleaned_data)
    except Changed as changed:
        claim = _read_claim(claim.pk)
        typed = request.POST.copy()
        typed["claim_version"] = str(claim.version)
        again = type(form)(typed)
        return _page(request, claim=claim, last=last, kind=kind, form=again, changed=changed, status=409)
    except Refused as refusal:
        add_refusal(form, refusal)
        return _page(request, claim=claim, last=last, kind=kind, form=form, status=422)
    claim.refresh_from_db(fields=["slug"])
    address = reverse("check-detail", args=[claim.slug])
    messages.success(request, format_html('{} <a href="{}">Open the check</a>', done, address))
    if request.POST.get("next") == "settle":
        return redirect(f"{reverse('settle')}?show=ready")
    return redirect("claim-detail", claim.pk)


def _fresh(claim: Claim, **initial: Any) -> dict[str, Any]:
    return {"claim_version": claim.version, "client_id": uuid4(), **initial}


def _open_form(claim: Claim, *, last: Ruling | None, correct: bool) -> PublicationForm:
    """Return the form as it opens: with the reviewers' label, or with the ruling as it stands."""
    if correct and last is not None:
        initial = _fresh(
            claim,
            label=last.label,
            summary=last.summary,
            explanation=last.explanation,
            unestablished=last.unestablished,
        )
        return CorrectionForm(initial=initial)
    summary = rulings.draft_summary(label=claim.label, board=board(claim=claim)) if claim.label else ""
    return PublicationForm(initial=_fresh(claim, label=claim.label, summary=summary))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def ruling_publish(request: DeskRequest, pk: int) -> HttpResponse:
    """Publish the desk's ruling on a claim whose reviewers agree, or settle one where they differ."""
    access.require(access.can_publish, request.user)
    claim = _read_claim(pk)
    last = claim.rulings.order_by("-number").first()
    kind = RulingKind.PUBLICATION
    if request.method == "POST":
        form = PublicationForm(request.POST)
        return _submit(
            request,
            claim=claim,
            last=last,
            kind=kind,
            form=form,
            rule=rulings.publish,
            done="Published.",
        )
    if last is not None:
        return redirect("ruling-correct", pk)
    form = _open_form(claim, last=None, correct=False)
    blocked = "open" if claim.stage == Stage.OPEN else ""
    return _page(request, claim=claim, last=None, kind=kind, form=form, blocked=blocked)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def ruling_correct(request: DeskRequest, pk: int) -> HttpResponse:
    """Publish a new version of a ruling, with a public note."""
    access.require(access.can_publish, request.user)
    claim = _read_claim(pk)
    last = claim.rulings.order_by("-number").first()
    kind = RulingKind.CORRECTION
    if request.method == "POST":
        return _submit(
            request,
            claim=claim,
            last=last,
            kind=kind,
            form=CorrectionForm(request.POST),
            rule=rulings.correct,
            done="Corrected: a new version is public.",
        )
    form = _open_form(claim, last=last, correct=True)
    blocked = "unpublished" if last is None else ""
    return _page(request, claim=claim, last=last, kind=kind, form=form, blocked=blocked)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def ruling_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Withdraw a ruling; its address stays and says why."""
    access.require(access.can_publish, request.user)
    claim = _read_claim(pk)
    last = claim.rulings.order_by("-number").first()
    kind = RulingKind.WITHDRAWAL
    if request.method == "POST":
        form: VersionedForm = WithdrawalForm(request.POST)
        return _submit(
            request,
            claim=claim,
            last=last,
            kind=kind,
            form=form,
            rule=rulings.withdraw_ruling,
            done="Withdrawn. Its address now says so.",
        )
    form = WithdrawalForm(initial=_fresh(claim))
    blocked = "unpublished" if last is None else "withdrawn" if last.kind == kind else ""
    return _page(request, claim=claim, last=last, kind=kind, form=form, blocked=blocked)
