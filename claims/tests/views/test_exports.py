import io
import json
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from claims import tasks
from claims.domain import claiming, jobs
from claims.domain.reports import formats, making
from claims.models import AuditEvent, Claim, Export, Task
from claims.tests.factories import make_claim, make_export
from claims.vocabulary import ExportForm, ExportState

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(reviewer):
    for number in range(3):
        make_claim(by=reviewer, statement=f"Claim number {number}.")
    return making.make_report(by=reviewer, title="Week 37", claims=Claim.objects.all())


@pytest.fixture
def few(monkeypatch):
    """Two claims are many."""
    for form, known in formats.FORMATS.items():
        monkeypatch.setitem(formats.FORMATS, form, replace(known, at_once=2))


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def file_of(report, form, query=""):
    return reverse("report-download", args=[report.pk, form]) + query


def ready(export):
    tasks.work_on(task_id=export.task_id)
    return Export.objects.select_related("task").get(pk=export.pk)


@pytest.mark.parametrize("form", ExportForm.values)
def test_a_small_report_comes_at_once(as_reviewer, report, form):
    response = as_reviewer.get(file_of(report, form))
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{report.slug}.{form}"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    content = body(response)
    if form == "pdf":
        content = PdfReader(io.BytesIO(content)).pages[0].extract_text().encode()
    if form == "xlsx":
        content = str(
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        ).encode()
    assert form == "docx" or b"Claim number 2." in content
    assert AuditEvent.objects.get(action="report.exported").data["format"] == form
    assert not Export.objects.exists()


def test_the_pages_offer_every_format_with_who_reads_it(as_reviewer, report):
    for page, name, given in (
        (reverse("report-detail", args=[report.pk]), "report-download", [report.pk]),
        (reverse("claim-list") + "?stage=open", "claim-export", []),
    ):
        text = body(as_reviewer.get(page)).decode()
        for form in ExportForm.values:
            address = reverse(name, args=[*given, form])
            assert re.search(rf'href="{re.escape(address)}(\?stage=open)?"', text), (page, form)
        assert "to go on writing in a word processor" in text


def test_a_large_one_is_asked_for_and_written_in_the_background(as_reviewer, report, few):
    asked = as_reviewer.get(file_of(report, "jsonl"))
    assert (asked.status_code, "Content-Disposition" in asked) == (200, False)
    assert "JSON Lines of 3 claims" in body(asked).decode()
    assert not Export.objects.exists()
    response = as_reviewer.post(file_of(report, "jsonl"))
    assert response["Location"] == reverse("export-list")
    export = Export.objects.get()
    assert "Waiting" in body(as_reviewer.get(reverse("export-list"))).decode()
    assert "Export “Week 37” as JSON Lines" in body(as_reviewer.get(reverse("job-list"))).decode()
    ready(export)
    page = body(as_reviewer.get(reverse("export-list"))).decode()
    address = reverse("export-download", args=[export.pk])
    assert address in page
    response = as_reviewer.get(address)
    assert response["Content-Disposition"] == f'attachment; filename="report-{report.pk}-{export.pk}.jsonl"'
    assert json.loads(body(response).splitlines()[-1])["count"] == 3


def test_how_far_it_is_shows(as_reviewer, report, few):
    as_reviewer.post(file_of(report, "csv"))
    task = jobs.start(task_id=Export.objects.get().task_id)
    jobs.report(task=task, done=1, total=3, unit="claim")
    page = body(as_reviewer.get(reverse("export-list"))).decode()
    assert "1 of 3 claims" in page
    assert 'hx-trigger="every 3s"' in page


def test_a_failure_says_why_and_can_be_asked_again(as_reviewer, reviewer, report, few):
    as_reviewer.post(file_of(report, "csv"))
    failed = Export.objects.get()
    jobs.fail(task=jobs.start(task_id=failed.task_id), problem="The disk is full.", may_help=False)
    assert "The disk is full." in body(as_reviewer.get(reverse("export-list"))).decode()
    as_reviewer.post(reverse("export-again", args=[failed.pk]))
    again = Export.objects.exclude(pk=failed.pk).get()
    assert (again.form, again.report, again.state) == ("csv", report, ExportState.WAITING)


def test_the_claims_of_the_filter_are_exported(as_reviewer, reviewer, report, few):
    as_reviewer.post(reverse("claim-export", args=["jsonl"]) + "?stage=open&q=number")
    export = Export.objects.get()
    assert (export.filters, export.claims, export.with_retracted) == ("q=number&stage=open", 3, False)
    ready(export)
    response = as_reviewer.get(reverse("export-download", args=[export.pk]))
    assert response["Content-Disposition"].startswith('attachment; filename="claims-')
    assert b"Claim number 2." in body(response)
    make_claim(by=reviewer, statement="Claim number 4.")
    as_reviewer.post(reverse("export-again", args=[export.pk]))
    assert Export.objects.exclude(pk=export.pk).get().claims == 4


def test_posted_twice_it_is_one(as_reviewer, report, few):
    for _ in range(2):
        as_reviewer.post(file_of(report, "csv"))
    assert Export.objects.count() == Task.objects.filter(name="export").count() == 1


def test_more_than_one_pdf_holds_is_said_and_downloads_as_an_archive(as_reviewer, report, monkeypatch, few):
    monkeypatch.setitem(formats.FORMATS, "pdf", replace(formats.FORMATS["pdf"], volume=2, at_once=1))
    response = as_reviewer.get(file_of(report, "pdf"))
    page = body(response).decode()
    assert response.status_code == 200
    assert "one archive of several PDF files, 2 claims each" in page
    assert 'href="claims.csv?"' in page
    filtered = as_reviewer.get(reverse("claim-export", args=["pdf"]) + "?stage=open")
    assert 'href="export.csv?stage=open"' in body(filtered).decode()
    as_reviewer.post(file_of(report, "pdf"))
    export = Export.objects.get()
    ready(export)
    response = as_reviewer.get(reverse("export-download", args=[export.pk]))
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == f'attachment; filename="report-{report.pk}-{export.pk}.zip"'
    assert body(response).startswith(b"PK")


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("visitor", 302),
        ("as_stranger", 404),
        ("as_second_reviewer", 404),
        ("as_editor", 404),
        ("as_administrator", 200),
        ("as_reviewer", 200),
    ],
)
def test_who_may_take_a_file(request, reviewer, report, who, answer):
    export = make_export(by=reviewer, report=report)
    response = request.getfixturevalue(who).get(reverse("export-download", args=[export.pk]))
    assert response.status_code == answer
    assert b"Claim number" not in body(response) or answer == 200


def test_who_lost_the_role_finds_nothing(as_reviewer, reviewer, report):
    export = make_export(by=reviewer, report=report)
    reviewer.groups.clear()
    for name in ("export-download", "export-again"):
        address = reverse(name, args=[export.pk])
        assert (as_reviewer.post if "again" in name else as_reviewer.get)(address).status_code == 404
    assert as_reviewer.get(reverse("export-list")).status_code == 404


def test_retracted_claims_are_for_those_who_see_them(as_reviewer, as_editor, editor, report, few):
    for claim in Claim.objects.all():
        claiming.retract_claim(by=editor, claim=claim, reason="Twice.")
    address = reverse("claim-export", args=["csv"]) + "?retracted=1"
    assert b"Claim number" not in body(as_reviewer.get(address))
    as_editor.post(address)
    export = Export.objects.get()
    assert (export.claims, export.with_retracted) == (3, True)
    ready(export)
    editor.groups.set(editor.groups.model.objects.filter(name="reviewer"))
    assert as_editor.get(reverse("export-download", args=[export.pk])).status_code == 404


def test_a_file_that_is_not_there_is_told(as_reviewer, reviewer, report, few):
    as_reviewer.post(file_of(report, "csv"))
    response = as_reviewer.get(reverse("export-download", args=[Export.objects.get().pk]), follow=True)
    assert "there is no file to take" in body(response).decode()


@pytest.mark.parametrize("query", ["?version=1", "?version=x", "?version=-1", "?version=" + "9" * 30])
def test_versions_that_do_not_exist_are_not_found(as_reviewer, report, query):
    assert as_reviewer.get(file_of(report, "csv", query)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    as_reviewer, reviewer, report, number, django_assert_num_queries
):
    for _ in range(number):
        make_export(by=reviewer, report=report)
    with django_assert_num_queries(3):
        as_reviewer.get(reverse("export-list"))


def test_the_list_is_ones_own(as_editor, reviewer, report):
    make_export(by=reviewer, report=report)
    assert "No exports yet" in body(as_editor.get(reverse("export-list"))).decode()
