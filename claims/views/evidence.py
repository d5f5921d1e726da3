"""Bringing links to a claim, and changing or taking back what was brought."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from claims.domain import evidence as bringing
from claims.domain.refusals import Refused
from claims.forms.evidence import ChangeForm, LinkForm, ReasonForm
from claims.forms.refusals import add_refusal
from claims.models import Evidence
from claims.views.accounts import own_address
from claims.views.claims import find_claim
from claims.views.desk_access import DeskRequest, desk_page


def next_page(request: DeskRequest, fallback: str) -> str:
    """Return where the person came from, if that is a page of ours."""
    target = request.POST.get("next", "")
    return own_address(request, target) if target else fallback


def _board_url(evidence: Evidence) -> str:
    return f"{reverse('claim-detail', args=[evidence.claim_id])}#evidence-{evidence.pk}"


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add_link(request: DeskRequest, pk: int) -> HttpResponse:
    """Bring a web page and the words quoted from it."""
    claim = find_claim(pk)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            added = bringing.add_link(
                by=request.user,
                claim=claim,
                url=data["url"],
                quote=data["quote"],
                stance=data["stance"],
                origin_name=data["origin"],
                source_name=data["source"],
                source_date=data["source_date"],
                note=data["note"],
                client_id=data["client_id"],
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(next_page(request, _board_url(added)))
    context = {"claim": claim, "form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "evidence/link.html", context, status=422 if form.is_bound else 200)


def _find(pk: int) -> Evidence:
    everything = Evidence.objects.with_sources().select_related(
        "claim__claimant", "origin", "revision__article__publisher", "added_by"
    )
    return get_object_or_404(everything, pk=pk)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_change(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a piece of evidence's stance or origin; its words never change."""
    item = _find(pk)
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        initial={"stance": item.stance, "origin": item.origin.name},
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            bringing.change_evidence(
                by=request.user, evidence=item, stance=data["stance"], origin_name=data["origin"]
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(next_page(request, _board_url(item)))
    return _form_page(request, "evidence/change.html", item, form)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_retract(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask why, then take a piece of evidence back."""
    item = _find(pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            bringing.retract_evidence(by=request.user, evidence=item, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(next_page(request, reverse("claim-detail", args=[item.claim_id]) + "#evidence"))
    return _form_page(request, "evidence/retract.html", item, form)


def _form_page(
    request: DeskRequest, template: str, item: Evidence, form: ChangeForm | ReasonForm
) -> HttpResponse:
    context = {"item": item, "claim": item.claim, "form": form, "next": request.POST.get("next", "")}
    return render(request, template, context, status=422 if form.is_bound else 200)


@desk_page
@require_POST
def evidence_restore(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a retracted piece of evidence back on the board."""
    item = _find(pk)
    try:
        bringing.restore_evidence(by=request.user, evidence=item)
    except Refused as refusal:
        context = {"claim": item.claim, "errors": [refusal.message], "next": ""}
        return render(request, "evidence/refused.html", context, status=422)
    return redirect(_board_url(item))
