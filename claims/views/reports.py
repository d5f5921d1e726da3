"""Reports: choosing claims, and reading them as one page."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.domain import access
from claims.domain.independence import Source, count
from claims.domain.refusals import Refused
from claims.domain.reports import making
from claims.domain.reports.formats import FORMATS
from claims.domain.reports.records import records
from claims.forms.claims import ClaimFilter
from claims.forms.refusals import add_refusal
from claims.forms.reports import ReportForm, RetractionForm, read_ids
from claims.models import Claim, Report, ReportItem
from claims.views.addresses import check_url
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.paging import page_of
from claims.vocabulary import Stance

PAGE_SIZE = 50
WHOLE = 500  # as many claims as fit one page to print


def _neighbours(older: str, newer: str) -> dict[str, str]:
    return {"older_url": f"?{older}" if older else "", "newer_url": f"?{newer}" if newer else ""}


@desk_page
@require_safe
def report_list(request: DeskRequest) -> HttpResponse:
    """Every report, the latest first."""
    reports = Report.objects.select_related("created_by")
    page = page_of(reports, request.GET)
    return render(request, "reports/list.html", {"reports": page.rows, **_neighbours(page.older, page.newer)})


def _chosen(query: QueryDict) -> tuple[QuerySet[Claim], ClaimFilter | None]:
    """Return the claims that a query string or a form names: all of a filter, or those ticked."""
    if query.get("all"):
        chosen = ClaimFilter(query)
        return chosen.apply(Claim.objects.all()), chosen
    return Claim.objects.standing().filter(pk__in=read_ids(query.getlist("claim"))), None


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_make(request: DeskRequest) -> HttpResponse:
    """Name a report of the chosen claims, and make it."""
    access.require(access.can_make_report, request.user)
    query = request.POST if request.method == "POST" else request.GET
    claims, chosen = _chosen(query)
    # The claims page sends its ticked claims by POST as well: without a title, it only wants the form.
    named = request.method == "POST" and "title" in request.POST
    form = ReportForm(request.POST) if named else ReportForm()
    status = 200
    if named and form.is_valid():
        try:
            report = making.make_report(by=request.user, claims=claims, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("report-detail", report.pk)
    if named:
        status = 422
    context = {
        "form": form,
        "number": claims.count(),
        "filter": chosen,
        "ids": [] if chosen else read_ids(query.getlist("claim")),
    }
    return render(request, "reports/make.html", context, status=status)


def _sides(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Arrange a record's evidence by what it does to the claim, with its counts."""
    found = []
    for stance in Stance:
        items = [item for item in record["evidence"] if item["stance"] == stance]
        sources = [Source(item["origin"], item["other_source"], item["story"]) for item in items]
        found.append({"stance": stance, "items": items, "count": count(sources, claimant=record["claimant"])})
    return found


@desk_page
@require_safe
def report_detail(request: DeskRequest, pk: int) -> HttpResponse:
    """A report as it reads: fifty claims a page in its own order, or more of them to print."""
    report = get_object_or_404(Report.objects.select_related("created_by", "retracted_by"), pk=pk)
    after = next(iter(read_ids([request.GET.get("after", "")])), 0)
    size = WHOLE if request.GET.get("whole") else PAGE_SIZE
    places = list(
        ReportItem.objects.filter(report=report, position__gt=min(after, 2**31 - 1))
        .order_by("position")
        .values_list("position", "claim_id")[: size + 1]
    )
    shown = places[:size]
    found = records(ids=[claim for _, claim in shown], check_url=check_url(request))
    counted = making.label_counts(report)
    context = {
        "report": report,
        "entries": [
            {"position": position, "record": record, "sides": _sides(record)}
            for (position, _), record in zip(shown, found, strict=True)
        ],
        "counts": counted,
        "number": sum(number for _, number in counted),
        "first": shown[0][0] if shown else 0,
        "last": shown[-1][0] if shown else 0,
        "whole": WHOLE,
        "formats": FORMATS.values(),
        "older_url": f"?after={shown[-1][0]}" if len(places) > size else "",
        "newer_url": f"?after={max(0, after - PAGE_SIZE)}" if after and shown else "",
    }
    return render(request, "reports/report.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_retract(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a report back, with a reason."""
    report = get_object_or_404(Report, pk=pk)
    form = RetractionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        making.retract_report(by=request.user, report=report, reason=form.cleaned_data["reason"])
        messages.success(request, "The report was retracted. It stays on record and can be restored.")
        return redirect("report-detail", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/retract.html", {"report": report, "form": form}, status=status)


@desk_page
@require_POST
def report_restore(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a retracted report back."""
    making.restore_report(by=request.user, report=get_object_or_404(Report, pk=pk))
    messages.success(request, "The report is back.")
    return redirect("report-detail", pk)
