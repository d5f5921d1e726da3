"""Files: a filter's claims or a report's, written while they are read."""

from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from claims.api.desk.claims import ChosenClaims, choose
from claims.api.desk.door import ApiRequest, endpoint
from claims.domain.public_address import public_address
from claims.domain.refusals import Refused
from claims.domain.reports import making, sources
from claims.domain.reports.contents import report_document
from claims.domain.reports.document import Document
from claims.domain.reports.formats import FORMATS
from claims.domain.reports.records import chosen_ids
from claims.models import Claim, Report
from claims.vocabulary import Scope

router = Router(tags=["exports"])


FORMAT_PATTERN = f"^({'|'.join(FORMATS)})$"
FORMATS_NAMED = f"{', '.join([*FORMATS][:-1])} or {[*FORMATS][-1]}."


class FormatQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: str = Field("json", pattern=FORMAT_PATTERN, description=FORMATS_NAMED)


class ExportQuery(ChosenClaims, FormatQuery):
    """The filters of the list of claims, and the format."""


class ReportExportQuery(FormatQuery):
    """The format, and which published version; without one the report as it stands."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)


def check_url(request: HttpRequest) -> str:
    """Return the address of a published check, with ``{slug}`` in its place."""
    return sources.check_url(public_address(f"{request.scheme}://{request.get_host()}"))


def _check_length(form: str, number: int) -> None:
    """Refuse what takes a background job: ``POST /exports`` queues one."""
    chosen = FORMATS[form]
    if chosen.pieces is None and number > chosen.at_once:
        raise Refused(
            f"{number:,} claims are too many to write as {form.upper()} at once; {chosen.at_once:,} are the most here."
            " Ask for CSV, JSON or JSON Lines, or have the file written in the background: POST /exports.",
            field="format",
        )


def _file(document: Document, *, form: str, name: str) -> HttpResponseBase:
    chosen = FORMATS[form]
    response: HttpResponseBase
    if chosen.pieces is not None:
        response = StreamingHttpResponse(chosen.pieces(document), content_type=chosen.media_type)
    else:
        file = BytesIO()
        chosen.write(document, file, None)
        response = HttpResponse(file.getvalue(), content_type=chosen.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


@endpoint(
    router,
    "GET",
    "/exports/claims",
    scope=Scope.EXPORT,
    answers=dict[str, Any],
    summary="Take the claims of a filter away as a file",
)
def export_claims(request: ApiRequest, query: Query[ExportQuery]) -> HttpResponseBase:
    """Oldest first, as many as there are. The log says that they left the desk."""
    chosen = choose(query, person=request.person)
    ids = chosen_ids(chosen.apply(Claim.objects.all()))
    _check_length(query.format, len(ids))
    making.note_export(by=request.person, form=query.format, claims=len(ids), filters=chosen.query_string())
    document = sources.document_of_claims(ids=ids, check_url=check_url(request), made_at=timezone.now())
    return _file(document, form=query.format, name="claims")


@endpoint(
    router,
    "GET",
    "/exports/reports/{int:pk}",
    scope=Scope.EXPORT,
    answers=dict[str, Any],
    summary="Take a report away as a file",
)
def export_report(request: ApiRequest, pk: int, query: Query[ReportExportQuery]) -> HttpResponseBase:
    """In the report's own order. The log says that it left the desk."""
    report = Report.objects.filter(pk=pk).first()
    if report is None:
        raise Http404
    try:
        document = report_document(
            report=report, version=query.version, check_url=check_url(request), made_at=timezone.now()
        )
    except Refused:
        raise Http404 from None
    _check_length(query.format, document.length)
    making.note_export(
        by=request.person, form=query.format, claims=document.length, report=report, version=query.version
    )
    return _file(document, form=query.format, name=report.slug)
