"""Searching other articles for passages that bear on a claim, and attaching them with one press."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from claims.domain import boards, candidates, origins
from claims.domain.matching import candidate_passages
from claims.domain.refusals import Refused
from claims.forms.evidence import PassageForm, read_origin_proposed
from claims.forms.refusals import add_refusal
from claims.models import ArticleRevision, Claim
from claims.views.claims import find_claim
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.errors import error_page
from claims.views.evidence import next_page

QUERY_LIMIT = 1000


@dataclass(frozen=True)
class Place:
    """Where a passage stands, as the source card's form sends it."""

    revision_id: int
    start: int
    end: int


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_search(request: DeskRequest, pk: int) -> HttpResponse:
    """Search other articles' passages for a claim; POST attaches one of them."""
    claim = find_claim(pk)
    if request.method == "POST":
        is_aside = not {"refuse", "propose_again"}.isdisjoint(request.POST)
        return _put_aside(request, claim) if is_aside else _attach(request, claim)
    return _search(request, claim, request.GET.get("q", ""))


def _search(request: DeskRequest, claim: Claim, typed: str) -> HttpResponse:
    query = typed.replace("\0", " ")[:QUERY_LIMIT]
    board = boards.board(claim=claim)
    found = origins.propose_for(candidate_passages(claim=claim, query=query, attached=board.evidence))
    back = reverse("evidence-search", args=[claim.pk]) + (f"?{urlencode({'q': query})}" if query else "")
    context = {"claim": claim, "query": query, "found": found, "board": board, "back": back}
    template = "evidence/search.html#found" if request.htmx else "evidence/search.html"
    return render(request, template, context)


def _put_aside(request: DeskRequest, claim: Claim) -> HttpResponse:
    """Put a passage aside as not about the claim, or bring it back, and show what is proposed then."""
    form = PassageForm(request.POST)
    form.full_clean()
    place = _place(form)
    if place is None:
        raise Http404
    where: dict[str, Any] = {
        "revision": get_object_or_404(ArticleRevision, pk=place.revision_id),
        "start": place.start,
        "end": place.end,
    }
    try:
        if "propose_again" in request.POST:
            candidates.propose_again(by=request.user, claim=claim, **where)
        else:
            shown_as = candidates.read_shown_as(form.cleaned_data["shown_as"])
            candidates.refuse_candidate(by=request.user, claim=claim, shown_as=shown_as, **where)
    except Refused as refusal:
        return error_page(request, status=422, title="Not put aside", message=refusal.message)
    if not request.htmx:
        return redirect(next_page(request, resolve_url("evidence-search", claim.pk)))
    return _search(request, claim, request.POST.get("q", ""))


def _attach(request: DeskRequest, claim: Claim) -> HttpResponse:
    """Attach a passage and answer with its form as it stands now, or lead back where the person was."""
    form = PassageForm(request.POST)
    proposed = read_origin_proposed(request.POST)
    attached = None
    if form.is_valid():
        data = form.cleaned_data
        revision = get_object_or_404(
            ArticleRevision.objects.select_related("article__publisher"), pk=data["revision"]
        )
        try:
            attached = candidates.take_candidate(
                by=request.user,
                claim=claim,
                revision=revision,
                start=data["start"],
                end=data["end"],
                stance=data["stance"],
                origin_name=data["origin"],
                shown_as=candidates.read_shown_as(data["shown_as"]),
                proposed=proposed,
            )
        except Refused as refusal:
            add_refusal(form, refusal)
    if attached and not request.htmx:
        return redirect(next_page(request, resolve_url("evidence-search", claim.pk)))
    context = {
        "claim": claim,
        "query": request.POST.get("q", "")[:QUERY_LIMIT],
        "shown_as": request.POST.get("shown_as", "")[:120],
        "errors": [error for errors in form.errors.values() for error in errors],
        "next": request.POST.get("next", ""),
        "origin_name": attached.origin.name if attached else request.POST.get("origin", ""),
        "place": _place(form),
        "proposed": proposed,
        "stance": attached.stance if attached else "",
    }
    if attached:
        context["board"] = boards.board(claim=claim)
        response = render(request, "evidence/_stance_form.html", context)
        response["HX-Trigger"] = "evidence-changed"
        return response
    template = "evidence/_stance_form.html" if request.htmx and context["place"] else "evidence/refused.html"
    return render(request, template, context, status=422)


def _place(form: PassageForm) -> Place | None:
    """Return the place that a form names, as far as it can be read."""
    data = form.cleaned_data
    if not {"revision", "start", "end"} <= data.keys():
        return None
    return Place(revision_id=data["revision"], start=data["start"], end=data["end"])
