"""Reports: choosing claims, and reading them as one page."""

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.domain import access
from claims.domain.refusals import Refused
from claims.domain.reports import making
from claims.domain.reports.figures import draft_figures
from claims.domain.reports.formats import FORMATS
from claims.domain.reports.ordering import sections_of
from claims.domain.reports.records import records
from claims.domain.reports.sources import check_url
from claims.domain.reports.wording import TITLE_LIMIT
from claims.forms.claims import ClaimFilter
from claims.forms.refusals import add_refusal
from claims.forms.reports import ReportForm, RetractionForm, read_ids
from claims.models import Appearance, Article, Claim, Report, ReportItem
from claims.templatetags.desk import shortened
from claims.views.charts import draw
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.paging import page_of
from claims.views.public import base_url
from claims.views.report_pages import Heading, lay_out, neighbours, read_page, sides


@desk_page
@require_safe
def report_list(request: DeskRequest) -> HttpResponse:
    """Every report, the latest first; or those that are public, or drafts."""
    show = request.GET.get("show", "")
    reports = Report.objects.select_related("created_by", "latest_version")
    if show == "published":
        reports = reports.published()
    elif show == "drafts":
        reports = reports.standing().filter(latest_version=None)
    else:
        show = ""
    return render(request, "reports/list.html", {"page": page_of(reports, request.GET), "show": show})


def find_report(pk: int) -> Report:
    """Return a report with everything that its head shows, or raise Http404."""
    reports = Report.objects.select_related("created_by", "retracted_by", "latest_version")
    return get_object_or_404(reports, pk=pk)


def headings_of(report: Report) -> list[Heading]:
    """Return the sections of a draft, before them what stands in none; two queries."""
    counted = dict(
        ReportItem.objects.standing()
        .filter(report=report)
        .order_by()
        .values_list("section_id")
        .annotate(number=Count("pk"))
    )
    return [Heading(key=0, title="", text="", number=counted.get(None, 0))] + [
        Heading(
            key=section.pk,
            title=section.title,
            text=section.text,
            number=counted.get(section.pk, 0),
            pk=section.pk,
        )
        for section in sections_of(report)
    ]


def _chosen(query: QueryDict) -> tuple[QuerySet[Claim], ClaimFilter | None, Article | None]:
    """Return the claims that a query string or a form names: all of a filter or an article, or those ticked."""
    if query.get("all"):
        chosen = ClaimFilter(query)
        return chosen.apply(Claim.objects.all()), chosen, None
    if number := next(iter(read_ids([query.get("article", "")])), 0):
        article = get_object_or_404(Article, pk=number)
        places = Appearance.objects.standing().filter(claim=OuterRef("pk"), revision__article=article)
        return Claim.objects.standing().filter(Exists(places)), None, article
    return Claim.objects.standing().filter(pk__in=read_ids(query.getlist("claim"))), None, None


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_make(request: DeskRequest) -> HttpResponse:
    """Name a report of the chosen claims, and make it."""
    access.require(access.can_make_report, request.user)
    query = request.POST if request.method == "POST" else request.GET
    claims, chosen, article = _chosen(query)
    # The claims page sends its ticked claims by POST as well: without a title, it only wants the form.
    named = request.method == "POST" and "title" in request.POST
    title = f"Claims in “{shortened(article.title, TITLE_LIMIT - 12)}”" if article else ""
    form = ReportForm(request.POST) if named else ReportForm(initial={"title": title})
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
        "article": article,
        "ids": [] if chosen or article else read_ids(query.getlist("claim")),
    }
    return render(request, "reports/make.html", context, status=status)


@desk_page
@require_safe
def report_detail(request: DeskRequest, pk: int) -> HttpResponse:
    """A report as it reads on the desk now: fifty claims a page in its own order, or more of them to print."""
    report = find_report(pk)
    after, size = read_page(request.GET)
    places = list(
        ReportItem.objects.standing()
        .filter(report=report, position__gt=after)
        .order_by("position")
        .values_list("position", "claim_id", "section_id")[: size + 1]
    )
    shown = places[:size]
    found = records(ids=[claim for _, claim, _ in shown], check_url=check_url(base_url(request)))
    entries = [
        (section or 0, {"position": position, "record": record, "sides": sides(record)})
        for (position, _, section), record in zip(shown, found, strict=True)
    ]
    more = len(places) > size
    figures = draft_figures(report)
    context = {
        "report": report,
        "blocks": lay_out(headings_of(report), entries, after=after, is_last=not more),
        "rows": [entry for _, entry in entries],
        "charts": draw(figures),
        "number": figures.claims,
        "formats": FORMATS.values(),
        "may_publish": access.can_publish_report(request.user),
        **neighbours(shown=[position for position, _, _ in shown], after=after, more=more),
    }
    return render(request, "reports/report.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_retract(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a report back, with a reason."""
    report = get_object_or_404(Report, pk=pk)
    form = RetractionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            making.retract_report(by=request.user, report=report, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
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
