"""Datasets: taking claims away in the formats of researchers and annotators, and bringing theirs in."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from claims.domain import access
from claims.domain.datasets.exporting import export_dataset
from claims.domain.datasets.registry import BY_NAME, FORMATS
from claims.domain.datasets.taking import take_in
from claims.domain.ingest import Outcome
from claims.domain.reports.records import chosen_ids, report_ids
from claims.forms.claims import ClaimFilter
from claims.forms.datasets import DatasetForm
from claims.forms.reports import read_ids
from claims.models import Claim, Report
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.public import base_url
from claims.vocabulary import Stage

MOST_REPORTS = 100
MOST_LINES = 500
LABELLED = Q(stage__in=(Stage.AGREED, Stage.PUBLISHED)) & ~Q(label="")


@dataclass(frozen=True)
class Chosen:
    """The claims that a query string names: a report's, or those that a filter finds."""

    report: Report | None
    filter: ClaimFilter

    @property
    def query(self) -> str:
        return urlencode({"report": self.report.pk}) if self.report else self.filter.query_string()

    @property
    def filters(self) -> str:
        """How the claims were chosen, for the log."""
        return "" if self.report else self.query

    def ids(self) -> Sequence[int]:
        if self.report:
            return report_ids(self.report)
        return chosen_ids(self.filter.apply(Claim.objects.all()))

    def counts(self) -> tuple[int, int]:
        """Return how many claims there are, and how many have a label of the desk."""
        if self.report:
            claims = Claim.objects.standing().filter(pk__in=self.report.items.values("claim"))
        else:
            claims = self.filter.apply(Claim.objects.all())
        return claims.count(), claims.filter(LABELLED).count()


def _chosen(request: DeskRequest) -> Chosen:
    number = next(iter(read_ids([request.GET.get("report", "")])), None)
    report = get_object_or_404(Report, pk=number) if number else None
    return Chosen(report, ClaimFilter({} if report else request.GET))


@desk_page
@require_safe
def dataset_list(request: DeskRequest) -> HttpResponse:
    """Every format with what it is, and a link that gives the chosen claims in it."""
    chosen = _chosen(request)
    number, labelled = chosen.counts()
    context = {
        "formats": FORMATS,
        "chosen": chosen,
        "filter": chosen.filter,
        "reports": Report.objects.standing().only("title")[:MOST_REPORTS],
        "number": number,
        "labelled": labelled,
        "may_import": access.can_import_dataset(request.user),
    }
    return render(request, "datasets/list.html", context)


@desk_page
@require_safe
def dataset_export(request: DeskRequest, name: str) -> StreamingHttpResponse:
    """The chosen claims as a file, written while it is read."""
    format = BY_NAME.get(name)
    if format is None or format.write is None:
        raise Http404("There is no such format.")
    chosen = _chosen(request)
    pieces, _tally = export_dataset(
        by=request.user,
        format=format,
        ids=chosen.ids(),
        base_url=base_url(request),
        utf16=format.counts_places and request.GET.get("offsets") == "utf16",
        report=chosen.report,
        filters=chosen.filters,
    )
    stem = f"report-{chosen.report.pk}" if chosen.report else "claims"
    response = StreamingHttpResponse(pieces, content_type=format.media_type)
    response["Content-Disposition"] = f'attachment; filename="{stem}-{format.name}.{format.extension}"'
    response["Cache-Control"] = "private, no-store"
    return response


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def dataset_import(request: DeskRequest) -> HttpResponse:
    """Bring a dataset in, and say what became of each record."""
    access.require(access.can_import_dataset, request.user)
    if request.method != "POST":
        return render(request, "datasets/import.html", {"form": DatasetForm()})
    form = DatasetForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "datasets/import.html", {"form": form}, status=422)
    file, format = form.cleaned_data["file"], BY_NAME[form.cleaned_data["format"]]
    assert format.read is not None
    entries = format.read(file.file, name=file.name)
    results = list(take_in(by=request.user, format=format.name, entries=entries))
    refused = [result for result in results if result.outcome is None]
    taken = [result for result in results if result.outcome is not None]
    context = {
        "format": format,
        "number": len(results),
        "created": sum(result.outcome == Outcome.CREATED for result in taken),
        "here": sum(result.outcome == Outcome.ALREADY_HERE for result in taken),
        "refused": len(refused),
        # What needs somebody's hand comes first.
        "results": [*refused, *sorted(taken, key=lambda result: not result.notice)][:MOST_LINES],
        "most": MOST_LINES,
    }
    return render(request, "datasets/imported.html", context, status=200 if taken else 422)
