"""Rulings: what the desk published, and publishing, correcting and withdrawing it."""

from collections.abc import Callable
from typing import Annotated
from uuid import uuid4

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from ninja import Query, Router
from pydantic import StringConstraints

from claims.api.desk import shapes, shown
from claims.api.desk.claims import find_claim, locked_claim
from claims.api.desk.door import ApiRequest, Reply, endpoint
from claims.api.desk.paging import Page, PageQuery, read_page
from claims.api.desk.parsing import Taken
from claims.domain import rulings as ruling
from claims.domain.rulings import SUMMARY_LIMIT
from claims.forms.rulings import EXPLANATION_LIMIT
from claims.models import Ruling
from claims.vocabulary import Label, Scope

router = Router(tags=["rulings"])
Summary = Annotated[str, StringConstraints(max_length=SUMMARY_LIMIT)]
Prose = Annotated[str, StringConstraints(max_length=EXPLANATION_LIMIT)]


class PublicationIn(Taken):
    """An empty summary is written from the evidence. Where reviewers differ, the explanation is needed.

    ``unestablished``: what could not be established. Each version says it anew.
    """

    label: Label
    summary: Summary = ""
    explanation: Prose = ""
    unestablished: Prose = ""


class CorrectionIn(PublicationIn):
    """``note`` tells the public what changes, and why."""

    note: Prose


class WithdrawalIn(Taken):
    """``note`` tells the public why."""

    note: Prose


def _rows(claim_id: int) -> QuerySet[Ruling]:
    return Ruling.objects.select_related("ruled_by").filter(claim=claim_id)


def _rule(request: ApiRequest, pk: int, body: Taken, *, by_rule: Callable[..., Ruling]) -> Reply:
    claim = locked_claim(request, pk)
    made = by_rule(
        by=request.person,
        claim=claim,
        claim_version=claim.version,
        client_id=uuid4(),
        **body.model_dump(mode="json"),
    )
    found = _rows(pk).get(pk=made.pk)
    return Reply(shown.ruling(found), location=reverse("desk-api:get_ruling", args=[pk, made.number]))


@endpoint(
    router,
    "GET",
    "/claims/{int:pk}/rulings",
    scope=Scope.READ,
    answers=Page[shapes.RulingOut],
    summary="List the versions of a claim's ruling",
)
def list_rulings(request: ApiRequest, pk: int, query: Query[PageQuery]) -> Reply:
    """The latest first: it is the one that stands, unless it is a withdrawal."""
    found, cursor = read_page(_rows(find_claim(pk).pk), request, query, key="number")
    return Reply(Page[shapes.RulingOut](items=[shown.ruling(row) for row in found], next_cursor=cursor))


@endpoint(
    router,
    "GET",
    "/claims/{int:pk}/rulings/{int:version}",
    scope=Scope.READ,
    answers=shapes.RulingOut,
    summary="Read a version of a ruling",
)
def get_ruling(request: ApiRequest, pk: int, version: int) -> Reply:
    """One version, with the evidence as it stood."""
    found = _rows(pk).filter(number=version).first()
    if found is None:
        raise Http404
    return Reply(shown.ruling(found))


@endpoint(
    router,
    "POST",
    "/claims/{int:pk}/rulings/publication",
    scope=Scope.PUBLISH,
    answers=shapes.RulingOut,
    status=201,
    conditional=True,
    summary="Publish a ruling",
)
def publish_ruling(request: ApiRequest, pk: int, body: PublicationIn) -> Reply:
    """Editors only. If-Match holds the ETag of the claim that was read."""
    return _rule(request, pk, body, by_rule=ruling.publish)


@endpoint(
    router,
    "POST",
    "/claims/{int:pk}/rulings/correction",
    scope=Scope.PUBLISH,
    answers=shapes.RulingOut,
    status=201,
    conditional=True,
    summary="Correct a ruling",
)
def correct_ruling(request: ApiRequest, pk: int, body: CorrectionIn) -> Reply:
    """Editors only. A new version; the earlier ones stay, and say what changed."""
    return _rule(request, pk, body, by_rule=ruling.correct)


@endpoint(
    router,
    "POST",
    "/claims/{int:pk}/rulings/withdrawal",
    scope=Scope.PUBLISH,
    answers=shapes.RulingOut,
    status=201,
    conditional=True,
    summary="Withdraw a ruling",
)
def withdraw_ruling(request: ApiRequest, pk: int, body: WithdrawalIn) -> Reply:
    """Editors only. Its address stays and tells the public why."""
    return _rule(request, pk, body, by_rule=ruling.withdraw_ruling)
