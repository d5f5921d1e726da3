"""Working on a report: its words, its sections, and the order of its claims."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from claims.domain.refusals import Changed, Refused
from claims.domain.reports import arranging, sections, wording
from claims.forms.claims import ClaimFilter
from claims.forms.refusals import add_refusal
from claims.forms.reports import SectionForm, SeenForm, WordsForm, read_ids
from claims.models import Claim, ReportItem, ReportSection
from claims.templatetags.desk import count
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.paging import page_of
from claims.views.report_arranging import named_section
from claims.views.report_pages import PAGE_SIZE
from claims.views.reports import find_report, headings_of

EDIT_METHODS = ["GET", "HEAD", "POST"]


def _with_latest(form: SeenForm, request: DeskRequest, version: int) -> Any:
    """Return the form as it was typed, now knowing the version that stands: sent again, it is stored."""
    typed = request.POST.copy()
    typed["seen"] = str(version)
    return type(form)(typed)


@desk_page
@require_http_methods(EDIT_METHODS)
def report_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a report's title and introduction; when they changed meanwhile, show both texts."""
    report = find_report(pk)
    if request.method != "POST":
        form = WordsForm(
            initial={"title": report.title, "introduction": report.introduction, "seen": report.version}
        )
        return render(request, "reports/edit.html", {"report": report, "form": form})
    form, status, context = WordsForm(request.POST), 422, {}
    if form.is_valid():
        try:
            wording.edit_report(by=request.user, report=report, **form.cleaned_data)
        except Changed as changed:
            report, status = find_report(pk), 409
            context = {"changed": changed, "typed": form.cleaned_data}
            form = _with_latest(form, request, changed.current)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("report-arrange", pk)
    return render(request, "reports/edit.html", {"report": report, "form": form, **context}, status=status)


@desk_page
@require_http_methods(EDIT_METHODS)
def report_section_add(request: DeskRequest, pk: int) -> HttpResponse:
    """Add a section at the end of a report."""
    report = find_report(pk)
    if request.method != "POST":
        form = SectionForm(initial={"seen": report.version})
        return render(request, "reports/section.html", {"report": report, "form": form})
    form = SectionForm(request.POST)
    if form.is_valid():
        title, text = form.cleaned_data["title"], form.cleaned_data["text"]
        try:
            section = sections.add_section(by=request.user, report=report, title=title, text=text)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            last = ReportItem.objects.standing().filter(report=report).count()
            page = max(0, (last - 1) // PAGE_SIZE * PAGE_SIZE)
            return redirect(f"{reverse('report-arrange', args=[pk])}?after={page}#section-{section.pk}")
    return render(request, "reports/section.html", {"report": report, "form": form}, status=422)


@desk_page
@require_http_methods(EDIT_METHODS)
def report_section_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a section's title and text; when they changed meanwhile, show both."""
    section = get_object_or_404(ReportSection.objects.select_related("report"), pk=pk)
    report = section.report
    if request.method != "POST":
        form = SectionForm(initial={"title": section.title, "text": section.text, "seen": report.version})
        return render(request, "reports/section.html", {"report": report, "section": section, "form": form})
    form, status, context = SectionForm(request.POST), 422, {}
    if form.is_valid():
        try:
            sections.edit_section(by=request.user, section=section, **form.cleaned_data)
        except Changed as changed:
            section.refresh_from_db()
            status, context = 409, {"changed": changed, "typed": form.cleaned_data}
            form = _with_latest(form, request, changed.current)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(f"{reverse('report-arrange', args=[report.pk])}#section-{section.pk}")
    context |= {"report": report, "section": section, "form": form}
    return render(request, "reports/section.html", context, status=status)


@desk_page
@require_http_methods(EDIT_METHODS)
def report_add_claims(request: DeskRequest, pk: int) -> HttpResponse:
    """Look for claims that are not in the report yet, and add those that are ticked, or all that fit."""
    report = find_report(pk)
    query = request.POST if request.method == "POST" else request.GET
    chosen = ClaimFilter(query)
    there = ReportItem.objects.standing().filter(report=report, claim=OuterRef("pk"))
    found = chosen.apply(Claim.objects.filter(~Exists(there)).defer("search"))
    context: dict[str, Any] = {"report": report, "filter": chosen}
    status = 200
    if request.method == "POST":
        claims = found if query.get("all") else Claim.objects.filter(pk__in=read_ids(query.getlist("claim")))
        try:
            section = named_section(report, query.get("section", ""))
            number = arranging.add_claims(by=request.user, report=report, claims=claims, section=section)
        except Refused as refusal:
            status, context["problem"] = 422, refusal.message
        else:
            if number:
                messages.success(request, f"{count(number, 'claim')} added.")
                return redirect("report-arrange", pk)
            status, context["problem"] = 422, "No claim was added. Tick some first."
    page = page_of(found.select_related("claimant"), request.GET)
    context |= {"page": page, "headings": headings_of(report)}
    return render(request, "reports/add.html", context, status=status)
