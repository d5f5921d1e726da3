"""What the public reads of reports: each as it was published, and as it was published before."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.domain.reports.contents import frozen_records
from claims.domain.reports.figures import read_figures
from claims.domain.reports.sources import check_url
from claims.models import ReportVersion, ReportVersionItem, Ruling
from claims.views.charts import draw
from claims.views.middleware import open_to_all
from claims.views.public import base_url, public
from claims.views.report_pages import Heading, lay_out, neighbours, read_page, sides


@dataclass(frozen=True)
class Later:
    """What became of a ruling since the report was published."""

    label: str
    is_withdrawal: bool
    at: datetime
    note: str


@open_to_all
@require_safe
def public_report(request: HttpRequest, slug: str) -> HttpResponse:
    """A report as it was published last."""
    return _report(request, slug=slug, number=None)


@open_to_all
@require_safe
def public_report_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A report as it was published in one of its versions, and what changed since."""
    return _report(request, slug=slug, number=number)


def _report(request: HttpRequest, *, slug: str, number: int | None) -> HttpResponse:
    versions = list(
        ReportVersion.objects.filter(report__slug=slug)
        .defer("introduction", "sections", "figures")
        .order_by("number")
    )
    if not versions:
        raise Http404
    current = versions[-1]
    found = [version for version in versions if number is None or version.number == number]
    if not found:
        raise Http404
    shown = found[-1]
    shown.refresh_from_db(fields=["introduction", "sections", "figures"])
    context = {
        "slug": slug,
        "base_url": base_url(request),
        "version": shown,
        "current": current,
        "first_version": versions[0],
        "is_old": shown != current,
        "versions": versions[::-1],
        "since": [version for version in versions if version.number > shown.number],
    }
    changed = current.published_at
    if not shown.is_withdrawal:
        context |= _contents(request, shown)
    response = render(request, "reports/public.html", context)
    # Corrected checks are told of on the page: its date of change is not the report's alone.
    return public(request, response, changed=changed.timestamp() if shown.is_withdrawal else None)


def _contents(request: HttpRequest, version: ReportVersion) -> dict[str, object]:
    """Return what the page shows of a version; four queries, however long it is."""
    after, size = read_page(request.GET)
    items = ReportVersionItem.objects.filter(version=version)
    places = list(
        items.filter(position__gt=after)
        .order_by("position")
        .values_list("position", "claim_id", "section", "ruling_id")[: size + 1]
    )
    more, shown = len(places) > size, places[:size]
    ids = [claim for _, claim, _, _ in shown]
    found = frozen_records(ids=ids, check_url=check_url(base_url(request)), version=version.pk)
    later = _later({claim: ruling for _, claim, _, ruling in shown})
    entries = [
        (
            section,
            {"position": position, "record": record, "sides": sides(record), "later": later.get(claim)},
        )
        for (position, claim, section, _), record in zip(shown, found, strict=True)
    ]
    counted = dict(items.order_by().values_list("section").annotate(number=Count("pk")))
    headings = [Heading(key=0, title="", text="", number=counted.get(0, 0))] + [
        Heading(key=key, title=each["title"], text=each["text"], number=counted.get(key, 0))
        for key, each in enumerate(version.sections, 1)
    ]
    return {
        "blocks": lay_out(headings, entries, after=after, is_last=not more),
        "rows": [entry for _, entry in entries],
        "charts": draw(read_figures(version.figures)),
        "number": version.claim_count,
        **neighbours(shown=[position for position, *_ in shown], after=after, more=more),
    }


def _later(rulings: dict[int, int]) -> dict[int, Later]:
    """Return the latest ruling of each claim whose ruling in the report is not the latest any more."""
    latest = (
        Ruling.objects.filter(claim__in=rulings)
        .order_by("claim_id", "-number")
        .distinct("claim_id")
        .only("claim_id", "label", "kind", "created_at", "note")
    )
    return {
        ruling.claim_id: Later(ruling.label, ruling.kind == "withdrawal", ruling.created_at, ruling.note)
        for ruling in latest
        if ruling.pk != rulings[ruling.claim_id]
    }
