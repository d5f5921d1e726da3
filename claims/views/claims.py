"""The list of claims, and the page of one: appearances, evidence, verdicts, rulings, history."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.domain import access, claiming
from claims.domain.boards import is_other_source, make_board, missing_for
from claims.domain.claiming import CONTEXT_WIDTH
from claims.domain.independence import Count
from claims.domain.refusals import Refused
from claims.domain.reports.formats import FORMATS
from claims.domain.verdicts import may_see_verdicts
from claims.forms.claims import ClaimFilter
from claims.forms.evidence import ReasonForm
from claims.forms.refusals import add_refusal
from claims.models import Appearance, Claim, Claimant, Evidence, Ruling, Verdict
from claims.views import history
from claims.views.checked_before import checked_before
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.paging import page_of
from claims.vocabulary import Label, Stage

FACET_LIMIT = 2000
CLAIMANTS_OFFERED = 300
EVENTS_SHOWN = 5


@dataclass(frozen=True)
class Row:
    """A claim of the list, with what its evidence amounts to and where it appears."""

    claim: Claim
    count: Count
    publishers: list[str]


@dataclass(frozen=True)
class Facet:
    """One value that the list can be narrowed to; ``count`` is None where there are too many to count."""

    value: str
    count: int | None
    is_chosen: bool
    query: str


def rows_of(claims: list[Claim]) -> list[Row]:
    """Return the rows for claims fetched with claimant and lifted_from; two queries for all of them."""
    ids = [claim.pk for claim in claims]
    evidence: dict[int, list[Evidence]] = {pk: [] for pk in ids}
    for item in (
        Evidence.objects.standing()
        .filter(claim__in=ids)
        .select_related("origin", "revision__article")
        .only("claim_id", "stance", "address_key", "origin__name", "revision__article__story")
        .with_linked_articles()
    ):
        evidence[item.claim_id].append(item)
    publishers: dict[int, list[str]] = {pk: [] for pk in ids}
    places = Appearance.objects.standing().filter(claim__in=ids).order_by("id")
    for pk, name in places.values_list("claim_id", "revision__article__publisher__name"):
        if name not in publishers[pk]:
            publishers[pk].append(name)
    return [
        Row(
            claim=claim,
            count=make_board(claim=claim, evidence=evidence[claim.pk]).count,
            publishers=publishers[claim.pk],
        )
        for claim in claims
    ]


def _facets(chosen: ClaimFilter) -> dict[str, Any]:
    """Count stages and verdicts among what else was chosen; one query over a bounded number of rows."""
    found = chosen.apply(Claim.objects.order_by(), without=("stage", "label"))
    pairs = Counter(found.values_list("stage", "label")[: FACET_LIMIT + 1])
    is_whole = pairs.total() <= FACET_LIMIT
    stage, label = chosen.chosen.get("stage", ""), chosen.chosen.get("label", "")

    def facet(name: str, value: str, number: int) -> Facet:
        is_chosen = chosen.chosen.get(name) == value
        query = chosen.query_string(**{name: "" if is_chosen else value})
        return Facet(value=value, count=number if is_whole else None, is_chosen=is_chosen, query=query)

    return {
        "stages": [
            facet("stage", value, sum(n for (s, la), n in pairs.items() if s == value and label in ("", la)))
            for value in Stage.values
        ],
        "labels": [
            facet("label", value, sum(n for (s, la), n in pairs.items() if la == value and stage in ("", s)))
            for value in Label.values
        ],
        "total": sum(n for (s, la), n in pairs.items() if stage in ("", s) and label in ("", la)),
        "is_whole": is_whole,
        "facet_limit": FACET_LIMIT,
    }


@desk_page
@require_safe
def claim_list(request: DeskRequest) -> HttpResponse:
    """Every claim, narrowed by facets and words, with a way to make a report of them."""
    chosen = ClaimFilter(request.GET, with_retracted=access.can_retract_claim(request.user))
    claims = chosen.apply(Claim.objects.select_related("claimant", "lifted_from").defer("search"))
    page = page_of(claims, request.GET)
    context = {
        "filter": chosen,
        "rows": rows_of(page.rows),
        "page": page,
        "formats": FORMATS.values(),
        "claimants": Claimant.objects.values_list("name", flat=True)[:CLAIMANTS_OFFERED],
        **_facets(chosen),
    }
    if not request.htmx:
        return render(request, "claims/list.html", context)
    response = render(request, "claims/list.html#found", context)
    response["HX-Push-Url"] = f"{request.path}?{chosen.query_string()}"
    return response


def find_claim(pk: int) -> Claim:
    """Return a claim with everything that its own line shows, or raise Http404."""
    claims = Claim.objects.select_related("claimant", "lifted_from__publisher", "created_by", "retracted_by")
    return get_object_or_404(claims.defer("search"), pk=pk)


@dataclass(frozen=True)
class Place:
    """Where a claim stands, with the whole words ``before`` and ``after`` it."""

    appearance: Appearance
    before: str
    after: str


def places_of(claim: Claim) -> list[Place]:
    """Return where a claim stands; one query. A prefix may begin, and a suffix end, within a word."""
    places = []
    for appearance in (
        Appearance.objects.filter(claim=claim, retracted_at=None)
        .select_related("revision__article__publisher")
        .defer("revision__text")
    ):
        before, after = appearance.prefix, appearance.suffix
        if appearance.start > len(before):
            before = "… " + before.partition(" ")[2]
        if len(after) >= CONTEXT_WIDTH:
            after = after.rpartition(" ")[0] + " …"
        places.append(Place(appearance=appearance, before=before, after=after))
    return places


@desk_page
@require_safe
def claim_detail(request: DeskRequest, pk: int) -> HttpResponse:
    """One claim and all that hangs on it."""
    claim = find_claim(pk)
    evidence = list(
        Evidence.objects.with_sources().select_related("retracted_by").filter(claim=claim).order_by("id")
    )
    board = make_board(claim=claim, evidence=[item for item in evidence if not item.is_retracted])
    seen = may_see_verdicts(user=request.user, claim=claim)
    verdicts = list(Verdict.objects.filter(claim=claim).select_related("reviewer").order_by("-id"))
    events = history.events_of(claim=claim, evidence_ids=[item.pk for item in evidence])
    current = [verdict for verdict in verdicts if verdict.is_current]
    return render(
        request,
        "claims/detail.html",
        {
            "claim": claim,
            "places": places_of(claim),
            "board": board,
            "no_longer": missing_for(claim.label, board) if claim.label else [],
            "retracted": [item for item in evidence if item.is_retracted],
            "own_article": {item.pk for item in evidence if not is_other_source(item, claim=claim)},
            "may_see_verdicts": seen,
            "verdicts": [v for v in current if seen or v.reviewer_id == request.user.pk],
            "earlier_verdicts": [
                v for v in verdicts if not v.is_current and (seen or v.reviewer_id == request.user.pk)
            ],
            "hidden_verdicts": 0 if seen else sum(v.reviewer_id != request.user.pk for v in current),
            "gave_verdict": any(
                v.reviewer_id == request.user.pk and v.claim_version >= claim.meaning_version for v in current
            ),
            "rulings": Ruling.objects.filter(claim=claim).select_related("ruled_by").order_by("-number"),
            "lines": [
                history.line(event, may_see_verdicts=seen, reader=request.user)
                for event in events.order_by("-seq")[:EVENTS_SHOWN]
            ],
            "may_publish": access.can_publish(request.user),
            "may_retract_claim": access.can_retract_claim(request.user),
            **checked_before(claim),
        },
    )


@desk_page
@require_safe
def claim_history(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything that happened to a claim, newest first."""
    claim = find_claim(pk)
    evidence_ids = Evidence.objects.filter(claim=claim).values_list("pk", flat=True)
    seen = may_see_verdicts(user=request.user, claim=claim)
    page = page_of(history.events_of(claim=claim, evidence_ids=evidence_ids), request.GET, keys=("seq",))
    lines = [history.line(event, may_see_verdicts=seen, reader=request.user) for event in page.rows]
    context = {"claim": claim, "lines": lines, "page": page, "may_see_verdicts": seen}
    return render(request, "claims/history.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def claim_retract(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask why, then take the claim off the desk."""
    access.require(access.can_retract_claim, request.user)
    claim = find_claim(pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            claiming.retract_claim(by=request.user, claim=claim, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("claim-detail", pk)
    status = 422 if form.is_bound else 200
    return render(request, "claims/retract.html", {"claim": claim, "form": form}, status=status)


@desk_page
@require_POST
def claim_restore(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a retracted claim back on the desk."""
    claiming.restore_claim(by=request.user, claim=find_claim(pk))
    return redirect("claim-detail", pk)
