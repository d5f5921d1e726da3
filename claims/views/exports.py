"""Taking claims away as files: at once when they are few, from a list of one's exports when they are many."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.domain import access
from claims.domain.refusals import Refused
from claims.domain.reports import exporting, making, sources
from claims.domain.reports.contents import report_document
from claims.domain.reports.document import Document
from claims.domain.reports.formats import FORMATS
from claims.domain.reports.records import chosen_ids
from claims.forms.claims import ClaimFilter
from claims.forms.reports import read_ids
from claims.models import Claim, Export, Report, User
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.paging import page_of
from claims.views.public import base_url
from claims.vocabulary import ExportState

PAGE_SIZE = 30
# What the log is told of an export.
NOTED = ("report", "version", "filters")
ACTIVE = (ExportState.WAITING, ExportState.RUNNING)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to take away; ``file`` is its address without an ending, ``name`` that of the download.

    ``asked`` goes to ``exporting.ask`` and to the log.
    """

    document: Document
    name: str
    file: str
    back: str
    asked: dict[str, Any]


def _report(report: Report, version: int | None, *, address: str) -> Wanted:
    document = report_document(report=report, version=version, check_url=address, made_at=timezone.now())
    name = document.slug or f"report-{report.pk}"
    return Wanted(
        document=document,
        name=f"{name}-v{version}" if version is not None else name,
        file="claims",
        back=reverse("report-detail", args=[report.pk]),
        asked={"report": report, "version": version},
    )


def _filtered(user: User, query: QueryDict, *, address: str) -> Wanted:
    chosen = ClaimFilter(query, with_retracted=access.can_retract_claim(user))
    ids: Sequence[int] = chosen_ids(chosen.apply(Claim.objects.all()))
    document = sources.document_of_claims(ids=ids, check_url=address, made_at=timezone.now())
    return Wanted(
        document=document,
        name="claims",
        file="export",
        back=f"{reverse('claim-list')}?{chosen.query_string()}",
        asked={
            "ids": ids,
            "filters": chosen.query_string(),
            "with_retracted": bool(chosen.chosen.get("retracted")),
        },
    )


def _attached(response: Any, *, name: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _at_once(wanted: Wanted, form: str) -> HttpResponseBase:
    """Answer with the file; what streams is written while it is read."""
    known = FORMATS[form]
    response: HttpResponseBase
    if known.pieces is not None:
        response = StreamingHttpResponse(known.pieces(wanted.document), content_type=known.media_type)
    else:
        file = BytesIO()
        known.write(wanted.document, file, None)
        response = HttpResponse(file.getvalue(), content_type=known.media_type)
    return _attached(response, name=f"{wanted.name}.{form}")


def _deliver(request: DeskRequest, wanted: Wanted, form: str) -> HttpResponseBase:
    """Give a small file at once; for a large one ask first, and queue it when the form is posted."""
    number, known = wanted.document.length, FORMATS[form]
    if number <= known.at_once:
        response = _at_once(wanted, form)
        about = {name: value for name, value in wanted.asked.items() if name in NOTED}
        making.note_export(by=request.user, form=form, claims=number, **about)
        return response
    if request.method == "POST":
        export = exporting.ask(by=request.user, form=form, claims=number, **wanted.asked)
        messages.success(request, f"“{export}” is being written. It will be on this page.")
        return redirect("export-list")
    context = {
        "wanted": wanted,
        "number": number,
        "format": known,
        "is_split": known.is_split(number),
        "others": [other for other in FORMATS.values() if other.volume is None],
        "query": request.GET.urlencode(),
    }
    return render(request, "exports/ask.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_download(request: DeskRequest, pk: int, form: str) -> HttpResponseBase:
    """A report as a file; ``?version=`` as it was published then."""
    report = get_object_or_404(Report, pk=pk)
    asked = request.GET.get("version", "")
    version = next(iter(read_ids([asked])), None)
    if asked and version is None:
        raise Http404
    try:
        wanted = _report(report, version, address=sources.check_url(base_url(request)))
    except Refused as refusal:
        raise Http404(refusal.message) from None
    return _deliver(request, wanted, form)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def claim_export(request: DeskRequest, form: str) -> HttpResponseBase:
    """The claims that the current filter finds, as a file."""
    return _deliver(
        request, _filtered(request.user, request.GET, address=sources.check_url(base_url(request))), form
    )


@desk_page
@require_safe
def export_list(request: DeskRequest) -> HttpResponse:
    """One's own exports, the latest first: how far each is, where its file is, or why there is none."""
    own = Export.objects.filter(asked_by=request.user).select_related("task", "report").defer("claim_ids")
    page = page_of(own, request.GET, size=PAGE_SIZE)
    context = {
        "page": page,
        "exports": page.rows,
        "is_active": any(export.state in ACTIVE for export in page.rows),
    }
    template = "exports/list.html"
    if request.htmx and request.htmx.target == "exports":
        template += "#exports"
    return render(request, template, context)


def _found(request: DeskRequest, pk: int) -> Export:
    found = exporting.visible_to(request.user).select_related("task", "report").defer("claim_ids")
    return get_object_or_404(found, pk=pk)


@desk_page
@require_safe
def export_download(request: DeskRequest, pk: int) -> HttpResponseBase:
    """An export's file, for whoever asked for it and for administrators."""
    export = _found(request, pk)
    try:
        file = exporting.take(by=request.user, export=export)
    except Export.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("export-list")
    name, media_type = exporting.download_of(export)
    return _attached(FileResponse(file, content_type=media_type), name=name)


@desk_page
@require_POST
def export_again(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Ask for the same once more, as it reads by now."""
    export = _found(request, pk)
    try:
        if export.report is not None:
            wanted = _report(export.report, export.version, address=sources.check_url(base_url(request)))
        else:
            wanted = _filtered(
                request.user, QueryDict(export.filters), address=sources.check_url(base_url(request))
            )
        number = wanted.document.length
        exporting.ask(by=request.user, form=export.form, claims=number, **wanted.asked)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"“{export}” is being written again.")
    return redirect("export-list")
