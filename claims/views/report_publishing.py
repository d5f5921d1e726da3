"""Publishing a report, again and again, withdrawing it, and what changed from one version to the next."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.domain import access
from claims.domain.refusals import Changed, Refused
from claims.domain.reports import publishing
from claims.domain.reports.comparing import compare_claims
from claims.domain.reports.ordering import sections_of
from claims.forms.refusals import add_refusal
from claims.forms.reports import PublicationForm, RepublicationForm, WithdrawalForm
from claims.models import Report, ReportItem, ReportVersion
from claims.templatetags.desk import count
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.reading import whole_number
from claims.views.report_pages import Words, compare_words, words_of_version
from claims.views.reports import find_report

MOST_VERSIONS = 200


def _words_of(source: Report | ReportVersion) -> Words:
    if isinstance(source, ReportVersion):
        return words_of_version(source)
    sections = [(section.pk, section.title, section.text) for section in sections_of(source)]
    return Words(source.title, source.introduction, tuple(sections))


def _difference(older: ReportVersion, newer: Report | ReportVersion) -> dict[str, Any]:
    """Return what ``reports/_difference.html`` shows of the way from a version to a later one."""
    words = compare_words(_words_of(older), _words_of(newer))
    claims = compare_claims(older, newer)
    return {"words": words, "claims": claims, "nothing_changed": not words and claims.is_empty}


def _last_published(report: Report) -> ReportVersion | None:
    """Return the latest version that readers could read, whether or not it was withdrawn since."""
    versions = ReportVersion.objects.filter(report=report, is_withdrawal=False)
    return versions.order_by("-number").first()


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_publish(request: DeskRequest, pk: int) -> HttpResponse:
    """Publish a report, or publish it again with a public note; say what is in the way."""
    access.require(access.can_publish_report, request.user)
    report = find_report(pk)
    kind = RepublicationForm if report.latest_version else PublicationForm
    if request.method != "POST":
        form = kind(initial={"seen": report.version, "client_id": uuid4()})
        return _publish_page(request, report, form)
    form = kind(request.POST)
    if not form.is_valid():
        return _publish_page(request, report, form, status=422)
    try:
        version = publishing.publish_report(by=request.user, report=report, **form.cleaned_data)
    except Changed as changed:
        typed = request.POST.copy()
        typed["seen"] = str(changed.current)
        return _publish_page(request, find_report(pk), kind(typed), status=409, changed=changed)
    except publishing.NotReady:
        return _publish_page(request, find_report(pk), form, status=422)
    except Refused as refusal:
        add_refusal(form, refusal)
        return _publish_page(request, find_report(pk), form, status=422)
    address = reverse("public-report", args=[report.slug])
    done = f"Version {version.number} is public." if version.number > 1 else "Published."
    messages.success(request, format_html('{} <a href="{}">Open the public page</a>', done, address))
    return redirect("report-detail", pk)


def _publish_page(
    request: DeskRequest, report: Report, form: PublicationForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    waiting = publishing.not_ready(report)
    last = _last_published(report) if report.latest_version else None
    number = ReportItem.objects.standing().filter(report=report).count()
    context |= {
        "report": report,
        "form": form,
        "number": number,
        "sections": len(sections_of(report)),
        "waiting": list(waiting[: publishing.NAMED]),
        "waiting_number": waiting.count(),
        "last": last,
    }
    if last is not None:
        context |= _difference(last, report)
    return render(request, "reports/publish.html", context, status=status)


@desk_page
@require_POST
def report_leave_out(request: DeskRequest, pk: int) -> HttpResponse:
    """Take out every claim that cannot be published yet."""
    try:
        number = publishing.leave_out(by=request.user, report=find_report(pk))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("report-detail", pk)
    messages.success(request, f"{count(number, 'claim')} taken out. The report’s page can put them back.")
    may_publish = access.can_publish_report(request.user)
    return redirect("report-publish" if may_publish else "report-arrange", pk)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Withdraw a published report; its address stays and says why."""
    access.require(access.can_publish_report, request.user)
    report = find_report(pk)
    if request.method != "POST":
        form = WithdrawalForm(initial={"client_id": uuid4()})
        return render(request, "reports/withdraw.html", {"report": report, "form": form})
    form = WithdrawalForm(request.POST)
    if form.is_valid():
        try:
            publishing.withdraw_report(by=request.user, report=report, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Withdrawn. Its address now says so.")
            return redirect("report-detail", pk)
    return render(request, "reports/withdraw.html", {"report": report, "form": form}, status=422)


@desk_page
@require_safe
def report_versions(request: DeskRequest, pk: int) -> HttpResponse:
    """Every version of a report, and what changed between two of them, or since the last one."""
    report = find_report(pk)
    versions = list(
        ReportVersion.objects.filter(report=report)
        .select_related("published_by")
        .order_by("-number")[:MOST_VERSIONS]
    )
    context: dict[str, Any] = {"report": report, "versions": versions}
    read = [version for version in versions if not version.is_withdrawal]
    by_number = {version.number: version for version in read}
    if read:
        newer: Report | ReportVersion = report
        if request.GET.get("to") != "draft":
            newer = by_number.get(whole_number(request.GET.get("to")) or -1) or read[0]
        older = by_number.get(whole_number(request.GET.get("from")) or -1)
        if older is None:
            before = [each for each in read if isinstance(newer, Report) or each.number < newer.number]
            older = before[0] if before else None
        if older is not None and isinstance(newer, ReportVersion) and older.number > newer.number:
            older, newer = newer, older
        context |= {"readable": read, "older": older, "newer": newer, "to_draft": newer == report}
        if older is not None and older != newer:
            context |= {"compared": True, **_difference(older, newer)}
    return render(request, "reports/versions.html", context)
