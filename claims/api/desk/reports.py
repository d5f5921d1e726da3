"""Reports: which there are, what stands in them, and making one."""

from typing import Annotated, Any
from uuid import uuid4

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints, model_validator

from claims.api.desk import shapes, shown
from claims.api.desk.claims import ChosenClaims, choose
from claims.api.desk.door import ApiRequest, Reply, endpoint
from claims.api.desk.exports import check_url
from claims.api.desk.paging import Page, PageQuery, read_page
from claims.api.desk.parsing import Id, Taken
from claims.domain.reports import making
from claims.domain.reports.records import records
from claims.domain.reports.wording import INTRODUCTION_LIMIT, TITLE_LIMIT
from claims.models import Claim, Report, ReportItem, User
from claims.vocabulary import Scope

router = Router(tags=["reports"])
MOST_NAMED = 1000
Title = Annotated[str, StringConstraints(max_length=TITLE_LIMIT)]
Introduction = Annotated[str, StringConstraints(max_length=INTRODUCTION_LIMIT)]


class ClaimsIn(Taken):
    """The ``claims`` named, or all that ``filters`` find."""

    claims: Annotated[list[Id], Field(max_length=MOST_NAMED)] | None = None
    filters: ChosenClaims | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "ClaimsIn":
        if (self.claims is None) == (self.filters is None):
            raise ValueError("Send either claims or filters.")
        return self

    def chosen(self, *, person: User) -> QuerySet[Claim]:
        """Return the claims that are meant; retracted ones are left out."""
        if self.filters is not None:
            return choose(self.filters, person=person).apply(Claim.objects.all())
        return Claim.objects.standing().filter(pk__in=self.claims or [])


class ReportIn(ClaimsIn):
    """A report of the ``claims`` named, or of all that ``filters`` find."""

    title: Title
    introduction: Introduction = ""


class EntryOut(BaseModel):
    """A claim's place in a report, in which section if in any, and its record as exports hold it."""

    position: int
    section: str
    record: dict[str, Any]


def _rows() -> QuerySet[Report]:
    items = ReportItem.objects.standing().filter(report=OuterRef("pk")).order_by().values("report")
    number = Subquery(items.annotate(number=Count("pk")).values("number"))
    return Report.objects.select_related("created_by", "retracted_by", "latest_version").annotate(
        number=Coalesce(number, 0)
    )


def show_report(row: Report) -> shapes.ReportOut:
    return shown.report(row, number=vars(row)["number"])


def find_report(pk: int) -> Report:
    found = _rows().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@endpoint(router, "GET", "/reports", scope=Scope.READ, answers=Page[shapes.ReportOut], summary="List reports")
def list_reports(request: ApiRequest, query: Query[PageQuery]) -> Reply:
    """The latest first."""
    found, cursor = read_page(_rows(), request, query)
    return Reply(Page[shapes.ReportOut](items=[show_report(row) for row in found], next_cursor=cursor))


@endpoint(
    router, "GET", "/reports/{int:pk}", scope=Scope.READ, answers=shapes.ReportOut, summary="Read a report"
)
def get_report(request: ApiRequest, pk: int) -> Reply:
    """What it is called, how it begins, of how many claims it is, and what of it is public."""
    return Reply(show_report(find_report(pk)))


@endpoint(
    router,
    "GET",
    "/reports/{int:pk}/claims",
    scope=Scope.READ,
    answers=Page[EntryOut],
    summary="Read a report's claims",
)
def list_report_claims(request: ApiRequest, pk: int, query: Query[PageQuery]) -> Reply:
    """In the report's own order."""
    items = ReportItem.objects.standing().filter(report=find_report(pk)).select_related("section")
    found, cursor = read_page(items, request, query, key="position", falling=False)
    read = records(ids=[item.claim_id for item in found], check_url=check_url(request))
    entries = [
        EntryOut(position=item.position, section=item.section.title if item.section else "", record=record)
        for item, record in zip(found, read, strict=True)
    ]
    return Reply(Page[EntryOut](items=entries, next_cursor=cursor))


@endpoint(
    router,
    "POST",
    "/reports",
    scope=Scope.WRITE,
    answers=shapes.ReportOut,
    status=201,
    names={"claim": "claims"},
    summary="Make a report",
)
def create_report(request: ApiRequest, body: ReportIn) -> Reply:
    """Its claims stand in it oldest first; retracted ones are left out."""
    made = making.make_report(
        by=request.person,
        title=body.title,
        introduction=body.introduction,
        claims=body.chosen(person=request.person),
        client_id=uuid4(),
    )
    return Reply(show_report(find_report(made.pk)), location=reverse("desk-api:get_report", args=[made.pk]))
