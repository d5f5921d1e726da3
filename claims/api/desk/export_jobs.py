"""Files that take a while: asked for, written by a background job, fetched when they are ready."""

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field, model_validator

from claims.api.desk import shapes
from claims.api.desk.claims import ChosenClaims, choose
from claims.api.desk.door import ApiRequest, Reply, endpoint
from claims.api.desk.exports import FORMAT_PATTERN, FORMATS_NAMED, check_url
from claims.api.desk.paging import Page, PageQuery, read_page
from claims.api.desk.parsing import Id, Taken
from claims.domain.refusals import Refused
from claims.domain.reports import exporting
from claims.domain.reports.contents import report_document
from claims.domain.reports.records import chosen_ids
from claims.models import Claim, Export, Report, User
from claims.vocabulary import ExportState, Scope

router = Router(tags=["exports"])


class ExportIn(Taken):
    """A report, as it stands or as it was published in ``version``, or all claims that ``filters`` find."""

    format: str = Field(pattern=FORMAT_PATTERN, description=FORMATS_NAMED)
    report: Id | None = None
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    filters: ChosenClaims | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "ExportIn":
        if (self.report is None) == (self.filters is None):
            raise ValueError("Send either report or filters.")
        if self.version is not None and self.report is None:
            raise ValueError("A version belongs to a report.")
        return self


def _rows(person: User) -> QuerySet[Export]:
    rows: QuerySet[Export] = exporting.visible_to(person).select_related("task").defer("claim_ids")
    return rows


def _show(row: Export) -> shapes.ExportOut:
    is_ready = row.state == ExportState.READY
    return shapes.ExportOut(
        id=row.pk,
        format=row.form,
        title=row.title,
        report=row.report_id,
        version=row.version,
        filters=row.filters,
        claims=row.claims,
        state=row.state,
        done=row.task.done if row.task else 0,
        problem=row.problem,
        asked_at=row.asked_at,
        made_at=row.made_at,
        expires_at=row.expires_at,
        bytes=row.size,
        sha256=row.sha256,
        file=reverse("desk-api:get_export_file", args=[row.pk]) if is_ready else None,
    )


def _find(person: User, pk: int) -> Export:
    found = _rows(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@endpoint(
    router,
    "GET",
    "/exports",
    scope=Scope.EXPORT,
    answers=Page[shapes.ExportOut],
    summary="List exports",
)
def list_exports(request: ApiRequest, query: Query[PageQuery]) -> Reply:
    """Your own, the latest first; an administrator's list has everybody's."""
    found, cursor = read_page(_rows(request.person), request, query)
    return Reply(Page[shapes.ExportOut](items=[_show(row) for row in found], next_cursor=cursor))


@endpoint(
    router,
    "POST",
    "/exports",
    scope=Scope.EXPORT,
    answers=shapes.ExportOut,
    status=202,
    summary="Have a file written in the background",
)
def create_export(request: ApiRequest, body: ExportIn) -> Reply:
    """Asked for again while it waits or is written, it is the same one. The log says that it was asked for."""
    person = request.person
    if body.filters is not None:
        chosen = choose(body.filters, person=person)
        ids = chosen_ids(chosen.apply(Claim.objects.all()))
        made = exporting.ask(
            by=person,
            form=body.format,
            claims=len(ids),
            ids=ids,
            filters=chosen.query_string(),
            with_retracted=body.filters.retracted,
        )
    else:
        report = Report.objects.filter(pk=body.report or 0).first()
        if report is None:
            raise Refused("There is no such report.", field="report")
        document = report_document(
            report=report, version=body.version, check_url=check_url(request), made_at=timezone.now()
        )
        made = exporting.ask(
            by=person, form=body.format, claims=document.length, report=report, version=body.version
        )
    return Reply(_show(_find(person, made.pk)), location=reverse("desk-api:get_export", args=[made.pk]))


@endpoint(
    router,
    "GET",
    "/exports/{int:pk}",
    scope=Scope.EXPORT,
    answers=shapes.ExportOut,
    summary="See how far an export is",
)
def get_export(request: ApiRequest, pk: int) -> Reply:
    """``file`` is its address once it is ``ready``; a file is kept until ``expires_at``."""
    return Reply(_show(_find(request.person, pk)))


@endpoint(
    router,
    "GET",
    "/exports/{int:pk}/file",
    scope=Scope.EXPORT,
    answers=dict[str, object],
    summary="Take an export's file away",
)
def get_export_file(request: ApiRequest, pk: int) -> HttpResponseBase:
    """Whole, or not at all. The log says that it left the desk. 422 while there is none."""
    export = _find(request.person, pk)
    try:
        file = exporting.take(by=request.person, export=export)
    except Export.DoesNotExist:
        raise Http404 from None
    name, media_type = exporting.download_of(export)
    response = FileResponse(file, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
