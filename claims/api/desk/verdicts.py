"""Verdicts: one's own, and others' once one's own is in."""

from typing import Annotated
from uuid import uuid4

from django.http import Http404
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from claims.api.desk import shapes, shown
from claims.api.desk.claims import Nothing, find_claim, lock_claim, locked_claim
from claims.api.desk.conditions import require_match
from claims.api.desk.door import ApiRequest, Reply, endpoint
from claims.api.desk.paging import Page, PageQuery, read_page
from claims.api.desk.parsing import Taken
from claims.domain import verdicts as judging
from claims.models import Verdict
from claims.models.verdict import VerdictQuerySet
from claims.vocabulary import Label, Scope

router = Router(tags=["verdicts"])


class VerdictQuery(PageQuery):
    all: bool = Field(False, description="With those that were superseded or taken back.")


class VerdictIn(Taken):
    """``true`` and ``false`` need evidence from another source, ``disputed`` on both sides."""

    label: Label
    rationale: Annotated[str, StringConstraints(max_length=judging.RATIONALE_LIMIT)] = ""


class ClaimVerdicts(Page[shapes.VerdictOut]):
    """``hidden``: how many of others' verdicts show once one's own is in."""

    hidden: int


def _rows() -> VerdictQuerySet:
    return Verdict.objects.select_related("reviewer")


def _find(request: ApiRequest, pk: int) -> Verdict:
    """Return a verdict that the person may see, or raise 404."""
    found = _rows().select_related("claim").filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.reviewer_id != request.person.pk and not judging.may_see_verdicts(
        user=request.person, claim=found.claim
    ):
        raise Http404
    return found


@endpoint(
    router,
    "GET",
    "/verdicts",
    scope=Scope.READ,
    answers=Page[shapes.VerdictOut],
    summary="List one's own verdicts",
)
def list_own_verdicts(request: ApiRequest, query: Query[VerdictQuery]) -> Reply:
    """The latest first."""
    rows = _rows().filter(reviewer=request.person)
    found, cursor = read_page(rows if query.all else rows.current(), request, query)
    page = Page[shapes.VerdictOut](items=[shown.verdict(row) for row in found], next_cursor=cursor)
    return Reply(page)


@endpoint(
    router,
    "GET",
    "/claims/{int:pk}/verdicts",
    scope=Scope.READ,
    answers=ClaimVerdicts,
    summary="List a claim's verdicts, as far as one may see them",
)
def list_verdicts(request: ApiRequest, pk: int, query: Query[VerdictQuery]) -> Reply:
    """Others' verdicts on an open claim stay hidden until one's own is in."""
    claim = find_claim(pk)
    rows = _rows().filter(claim=claim)
    hidden = 0
    if not judging.may_see_verdicts(user=request.person, claim=claim):
        hidden = rows.current().exclude(reviewer=request.person).count()
        rows = rows.filter(reviewer=request.person)
    found, cursor = read_page(rows if query.all else rows.current(), request, query)
    items = [shown.verdict(row) for row in found]
    return Reply(ClaimVerdicts(items=items, next_cursor=cursor, hidden=hidden))


@endpoint(
    router, "GET", "/verdicts/{int:pk}", scope=Scope.READ, answers=shapes.VerdictOut, summary="Read a verdict"
)
def get_verdict(request: ApiRequest, pk: int) -> Reply:
    """One verdict; there is none at this address while it is hidden."""
    return Reply(shown.verdict(_find(request, pk)))


@endpoint(
    router,
    "POST",
    "/claims/{int:pk}/verdicts",
    scope=Scope.REVIEW,
    answers=shapes.VerdictOut,
    status=201,
    conditional=True,
    summary="Give a verdict",
)
def give_verdict(request: ApiRequest, pk: int, body: VerdictIn) -> Reply:
    """If-Match holds the ETag of the claim that was read. It supersedes one's earlier verdict."""
    claim = locked_claim(request, pk)
    verdict = judging.submit(
        by=request.person,
        claim=claim,
        label=body.label,
        rationale=body.rationale,
        claim_version=claim.version,
        client_id=uuid4(),
    )
    return Reply(
        shown.verdict(_find(request, verdict.pk)), location=reverse("desk-api:get_verdict", args=[verdict.pk])
    )


@endpoint(
    router,
    "POST",
    "/verdicts/{int:pk}/withdraw",
    scope=Scope.REVIEW,
    answers=shapes.VerdictOut,
    conditional=True,
    summary="Take back one's own verdict",
)
def withdraw_verdict(request: ApiRequest, pk: int, body: Nothing) -> Reply:
    """The one that it superseded, if any, stands again."""
    mine = Verdict.objects.filter(pk=pk, reviewer=request.person).values_list("claim", flat=True).first()
    if not lock_claim(mine):
        raise Http404
    verdict = _find(request, pk)
    require_match(request, shown.verdict(verdict))
    judging.withdraw(by=request.person, verdict=verdict)
    return Reply(shown.verdict(_find(request, pk)))
