"""Changing a report, and what of it is public: its versions, published and withdrawn."""

from typing import Annotated
from uuid import uuid4

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from ninja import Query
from pydantic import Field

from claims.api.desk import shapes, shown
from claims.api.desk.claims import Nothing, Reason
from claims.api.desk.conditions import require_match
from claims.api.desk.door import ApiRequest, Reply, endpoint
from claims.api.desk.paging import Page, PageQuery, read_page
from claims.api.desk.parsing import Id, Taken
from claims.api.desk.problems import Problem
from claims.api.desk.reports import (
    MOST_NAMED,
    ClaimsIn,
    Introduction,
    Title,
    find_report,
    router,
    show_report,
)
from claims.domain.reports import arranging, making, publishing, wording
from claims.models import Report, ReportItem, ReportVersion
from claims.vocabulary import Scope


class ReportChange(Taken):
    """What changes; what is left out stays."""

    title: Title | None = None
    introduction: Introduction | None = None


class TakenOut(Taken):
    """Claims that leave the report; those that do not stand in it are passed over."""

    claims: Annotated[list[Id], Field(max_length=MOST_NAMED)]


class ReportPublicationIn(Taken):
    """``note`` tells the public what changed, and why; from the second version on it is needed."""

    note: Introduction = ""


class ReportWithdrawalIn(Taken):
    """``note`` tells the public why."""

    note: Introduction


def _locked(request: ApiRequest, pk: int) -> Report:
    """Return a report behind a lock, in the state that If-Match names; 404 or 412 otherwise."""
    if not Report.objects.select_for_update(no_key=True).filter(pk=pk).only("pk"):
        raise Http404
    found = find_report(pk)
    require_match(request, show_report(found))
    return found


def _as_it_stands(pk: int) -> Reply:
    return Reply(show_report(find_report(pk)))


@endpoint(
    router,
    "PATCH",
    "/reports/{int:pk}",
    scope=Scope.WRITE,
    answers=shapes.ReportOut,
    conditional=True,
    summary="Change a report's title and introduction",
)
def change_report(request: ApiRequest, pk: int, body: ReportChange) -> Reply:
    """What is sent changes, the rest stays. What was published stays as it was until it is published again."""
    report = _locked(request, pk)
    wording.edit_report(
        by=request.person,
        report=report,
        seen=report.version,
        title=report.title if body.title is None else body.title,
        introduction=report.introduction if body.introduction is None else body.introduction,
    )
    return _as_it_stands(pk)


@endpoint(
    router,
    "POST",
    "/reports/{int:pk}/claims",
    scope=Scope.WRITE,
    answers=shapes.ReportOut,
    conditional=True,
    names={"claim": "claims"},
    summary="Add claims to a report",
)
def add_report_claims(request: ApiRequest, pk: int, body: ClaimsIn) -> Reply:
    """Oldest first, before the first section; those that stand in it already stay where they are."""
    report = _locked(request, pk)
    arranging.add_claims(by=request.person, report=report, claims=body.chosen(person=request.person))
    return _as_it_stands(pk)


@endpoint(
    router,
    "POST",
    "/reports/{int:pk}/claims/remove",
    scope=Scope.WRITE,
    answers=shapes.ReportOut,
    conditional=True,
    summary="Take claims out of a report",
)
def remove_report_claims(request: ApiRequest, pk: int, body: TakenOut) -> Reply:
    """Each can be put back on the report's own page, where it stood."""
    report = _locked(request, pk)
    items = ReportItem.objects.standing().filter(report=report, claim__in=body.claims)
    arranging.remove_claims(by=request.person, report=report, items=list(items.values_list("pk", flat=True)))
    return _as_it_stands(pk)


@endpoint(
    router,
    "POST",
    "/reports/{int:pk}/retract",
    scope=Scope.WRITE,
    answers=shapes.ReportOut,
    conditional=True,
    summary="Retract a report",
)
def retract_report(request: ApiRequest, pk: int, body: Reason) -> Reply:
    """It leaves the desk's list; a published one is withdrawn first."""
    making.retract_report(by=request.person, report=_locked(request, pk), reason=body.reason)
    return _as_it_stands(pk)


@endpoint(
    router,
    "POST",
    "/reports/{int:pk}/restore",
    scope=Scope.WRITE,
    answers=shapes.ReportOut,
    conditional=True,
    summary="Put a retracted report back",
)
def restore_report(request: ApiRequest, pk: int, body: Nothing) -> Reply:
    """It stands in the desk's list again."""
    making.restore_report(by=request.person, report=_locked(request, pk))
    return _as_it_stands(pk)


def _versions(report: Report) -> QuerySet[ReportVersion]:
    return ReportVersion.objects.filter(report=report).select_related("published_by")


@endpoint(
    router,
    "GET",
    "/reports/{int:pk}/versions",
    scope=Scope.READ,
    answers=Page[shapes.ReportVersionOut],
    summary="List what was published of a report",
)
def list_report_versions(request: ApiRequest, pk: int, query: Query[PageQuery]) -> Reply:
    """The latest first: it is the one that stands, unless it is a withdrawal."""
    report = find_report(pk)
    found, cursor = read_page(_versions(report), request, query, key="number")
    items = [shown.report_version(row, of=report) for row in found]
    return Reply(Page[shapes.ReportVersionOut](items=items, next_cursor=cursor))


@endpoint(
    router,
    "GET",
    "/reports/{int:pk}/versions/{int:version}",
    scope=Scope.READ,
    answers=shapes.ReportVersionOut,
    summary="Read a published version of a report",
)
def get_report_version(request: ApiRequest, pk: int, version: int) -> Reply:
    """Its words as they were frozen; its claims come as a file, from the exports."""
    report = find_report(pk)
    found = _versions(report).filter(number=version).first()
    if found is None:
        raise Http404
    return Reply(shown.report_version(found, of=report))


def _made(made: ReportVersion, *, report: Report) -> Reply:
    return Reply(
        shown.report_version(_versions(report).get(pk=made.pk), of=report),
        location=reverse("desk-api:get_report_version", args=[report.pk, made.number]),
    )


@endpoint(
    router,
    "POST",
    "/reports/{int:pk}/publication",
    scope=Scope.PUBLISH,
    answers=shapes.ReportVersionOut,
    status=201,
    conditional=True,
    summary="Publish a report",
)
def publish_report(request: ApiRequest, pk: int, body: ReportPublicationIn) -> Reply:
    """Editors only. Every claim keeps the ruling that it has now; ``waiting`` names claims that have none."""
    report = _locked(request, pk)
    try:
        made = publishing.publish_report(
            by=request.person, report=report, seen=report.version, client_id=uuid4(), note=body.note
        )
    except publishing.NotReady as refusal:
        waiting = [item.claim_id for item in refusal.items]
        raise Problem(422, refusal.message, code="not_ready", waiting=waiting) from None
    return _made(made, report=report)


@endpoint(
    router,
    "POST",
    "/reports/{int:pk}/withdrawal",
    scope=Scope.PUBLISH,
    answers=shapes.ReportVersionOut,
    status=201,
    conditional=True,
    summary="Withdraw a published report",
)
def withdraw_report(request: ApiRequest, pk: int, body: ReportWithdrawalIn) -> Reply:
    """Editors only. Its address stays and tells the public why."""
    report = _locked(request, pk)
    made = publishing.withdraw_report(by=request.person, report=report, client_id=uuid4(), note=body.note)
    return _made(made, report=report)
