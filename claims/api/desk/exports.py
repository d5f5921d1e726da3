"""Files: a filter's claims or a report's, written while they are read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from claims.api.desk.claims import ChosenClaims, choose
from claims.api.desk.door import ApiRequest, endpoint
from claims.domain.reports import making
from claims.domain.reports.csv_format import write_csv
from claims.domain.reports.json_format import write_json
from claims.domain.reports.records import chosen_ids, chunks, report_ids
from claims.models import Claim, Report
from claims.vocabulary import Scope

router = Router(tags=["exports"])
LINE_ENDS_TO_SOME = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}


@dataclass(frozen=True)
class Format:
    """How claims are written: ``write(ids, check_url=, **about)`` yields the file piece by piece."""

    media_type: str
    write: Callable[..., Iterator[str]]


def _csv(ids: Sequence[int], *, check_url: str, **about: Any) -> Iterator[str]:
    return write_csv(ids, check_url=check_url)


def _json(ids: Sequence[int], *, check_url: str, **about: Any) -> Iterator[str]:
    return write_json(ids, check_url=check_url, exported_at=timezone.now(), **about)


def _json_lines(ids: Sequence[int], *, check_url: str, **about: Any) -> Iterator[str]:
    """Yield one claim a line; what some readers take for the end of a line is escaped."""
    for texts in chunks(ids, check_url=check_url):
        lines = "\n".join(texts) + "\n"
        for sign, escape in LINE_ENDS_TO_SOME.items():
            lines = lines.replace(sign, escape)
        yield lines


# A further format is one more line.
FORMATS = {
    "csv": Format("text/csv; charset=utf-8", _csv),
    "json": Format("application/json", _json),
    "jsonl": Format("application/jsonl; charset=utf-8", _json_lines),
}


class FormatQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: str = Field("json", pattern=f"^({'|'.join(FORMATS)})$", description="csv, json or jsonl.")


class ExportQuery(ChosenClaims, FormatQuery):
    """The filters of the list of claims, and the format."""


def check_url(request: HttpRequest) -> str:
    """Return the address of a published check, with ``{slug}`` in its place."""
    return unquote(request.build_absolute_uri(reverse("check-list"))) + "{slug}/"


def _file(
    request: ApiRequest, ids: Sequence[int], *, form: str, name: str, **about: Any
) -> StreamingHttpResponse:
    chosen = FORMATS[form]
    pieces = chosen.write(ids, check_url=check_url(request), **about)
    response = StreamingHttpResponse(pieces, content_type=chosen.media_type)
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
def export_claims(request: ApiRequest, query: Query[ExportQuery]) -> StreamingHttpResponse:
    """Oldest first, as many as there are. The log says that they left the desk."""
    chosen = choose(query, person=request.person)
    ids = chosen_ids(chosen.apply(Claim.objects.all()))
    making.note_export(by=request.person, form=query.format, claims=len(ids), filters=chosen.query_string())
    return _file(request, ids, form=query.format, name="claims")


@endpoint(
    router,
    "GET",
    "/exports/reports/{int:pk}",
    scope=Scope.EXPORT,
    answers=dict[str, Any],
    summary="Take a report away as a file",
)
def export_report(request: ApiRequest, pk: int, query: Query[FormatQuery]) -> StreamingHttpResponse:
    """In the report's own order. The log says that it left the desk."""
    report = Report.objects.filter(pk=pk).first()
    if report is None:
        raise Http404
    ids = report_ids(report)
    making.note_export(by=request.person, form=query.format, claims=len(ids), report=report)
    about = {"report": report.pk, "title": report.title, "introduction": report.introduction}
    return _file(request, ids, form=query.format, name=f"report-{report.pk}", **about)
