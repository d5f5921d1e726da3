"""What editors settle: claims on which reviewers differ, and claims that are ready to publish."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from claims.domain import access, claim_links, rulings
from claims.domain.boards import make_board, missing_for, too_few_origins
from claims.forms.rulings import Seen, read_seen, write_seen
from claims.models import Claim, Evidence, Verdict
from claims.models.claim import ClaimQuerySet
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.paging import page_of
from claims.vocabulary import Stage

PAGE_SIZES = {Stage.CONFLICT: 10, Stage.AGREED: 25}
VIEWS = {"conflict": Stage.CONFLICT, "ready": Stage.AGREED}


def with_everything(claims: ClaimQuerySet) -> QuerySet[Claim]:
    """Fetch claims with the verdicts that count and the evidence that stands; three queries for all."""
    return (
        claims.standing()
        .select_related("claimant", "lifted_from")
        .prefetch_related(
            Prefetch(
                "verdicts",
                queryset=Verdict.objects.counted().select_related("reviewer").order_by("pk"),
                to_attr="counted_verdicts",
            ),
            Prefetch(
                "evidence", queryset=Evidence.objects.standing().with_sources(), to_attr="standing_evidence"
            ),
        )
    )


def _waiting() -> dict[str, int]:
    return (
        Claim.objects.standing()
        .filter(stage__in=VIEWS.values())
        .aggregate(
            conflict=Count("pk", filter=Q(stage=Stage.CONFLICT)),
            ready=Count("pk", filter=Q(stage=Stage.AGREED)),
        )
    )


def _shown(claim: Claim) -> dict[str, Any]:
    """Return what a line of the page says of a claim."""
    board = make_board(claim=claim, evidence=claim.standing_evidence)
    client_id = uuid4()
    return {
        "claim": claim,
        "board": board,
        "verdicts": claim.counted_verdicts,
        "missing": missing_for(claim.label, board) if claim.label else [],
        "few": too_few_origins(board=board, label=claim.label) if claim.label else "",
        "summary": rulings.draft_summary(label=claim.label, board=board) if claim.label else "",
        "client_id": client_id,
        "seen": write_seen(Seen(claim.pk, claim.label, claim.version, client_id)),
    }


@desk_page
@require_safe
def settle(request: DeskRequest) -> HttpResponse:
    """Show what waits for an editor: disagreements first, and on its own page what all agree on."""
    waiting = _waiting()
    asked = request.GET.get("show", "")
    shown = (
        asked if asked in VIEWS else "conflict" if waiting["conflict"] or not waiting["ready"] else "ready"
    )
    stage = VIEWS[shown]
    page = page_of(with_everything(Claim.objects.filter(stage=stage)), request.GET, size=PAGE_SIZES[stage])
    lines = [_shown(claim) for claim in page.rows]
    context = {
        "shown": shown,
        "waiting": waiting,
        "older_url": f"?{page.older}" if page.older else "",
        "newer_url": f"?{page.newer}" if page.newer else "",
        "lines": lines,
        "contradictions": claim_links.contradictions(),
        "publishable": [line for line in lines if not (line["missing"] or line["few"])],
        "may_publish": access.can_publish(request.user),
        "verdicts_needed": settings.VERDICTS_NEEDED,
    }
    return render(request, "settle/settle.html", context)


@desk_page
@require_POST
def settle_accept(request: DeskRequest) -> HttpResponse:
    """Publish every claim of the page on which reviewers agree, and say which were left and why."""
    access.require(access.can_publish, request.user)
    seen = read_seen(request.POST.getlist("item"), most=PAGE_SIZES[Stage.AGREED])
    claims = Claim.objects.in_bulk([line.claim_id for line in seen])
    made, left = rulings.accept_unanimous(
        by=request.user,
        accepted=[
            rulings.Acceptance(claims[line.claim_id], line.label, line.claim_version, line.client_id)
            for line in seen
            if line.claim_id in claims
        ],
    )
    return render(request, "settle/accepted.html", {"made": made, "left": left})
