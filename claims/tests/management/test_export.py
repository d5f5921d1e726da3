import csv
import hashlib
import io
import json
import resource
import signal

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from claims.domain.reports import exporting, making
from claims.models import AuditEvent, Claim
from claims.tests.factories import make_claim
from claims.vocabulary import ExportForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(reviewer, administrator):
    for number in range(3):
        make_claim(by=reviewer, statement=f"Claim number {number}.")
    return making.make_report(by=reviewer, title="Week 37", claims=Claim.objects.all())


@pytest.mark.parametrize("form", ExportForm.values)
def test_a_report_is_written_whole(report, tmp_path, form, capfd):
    path = tmp_path / f"week.{form}"
    call_command("export_report", str(report.pk), "--format", form, "--output", str(path))
    said = capfd.readouterr()
    assert said.out == ""
    assert f"3 claims written to {path}, {path.stat().st_size:,} bytes." in said.err
    assert [it.name for it in tmp_path.iterdir()] == [path.name]
    event = AuditEvent.objects.get(action="report.exported")
    assert (event.actor.username, event.target_id, event.data["format"]) == ("administrator", report.pk, form)
    if form == "pdf":
        assert PdfReader(path).metadata.title == "Week 37"


def test_it_has_a_name_of_its_own(report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call_command("export_report", str(report.pk), "--format", "csv", verbosity=0)
    assert [it.name for it in tmp_path.iterdir()] == [f"{report.slug}.csv"]


@pytest.mark.parametrize("form", ["jsonl", "pdf"])
def test_standard_output_holds_the_file_alone(report, form, capfdbinary):
    call_command("export_report", str(report.pk), "--format", form, "--output", "-")
    out, err = capfdbinary.readouterr()
    assert err == b""
    if form == "pdf":
        assert len(PdfReader(io.BytesIO(out)).pages) >= 1
    else:
        *before, manifest = out.splitlines(keepends=True)
        assert json.loads(manifest)["sha256"] == hashlib.sha256(b"".join(before)).hexdigest()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["export_report", "999", "--format", "csv"], 2, "There is no report 999."),
        (["export_report", "no-such-slug", "--format", "csv"], 2, "There is no report no-such-slug."),
        (["export_report", "{report}", "--format", "csv", "--version", "3"], 2, "has no version 3"),
        (["export_report", "{report}", "--format", "xml"], 1, "invalid choice"),
        (["export_report", "{report}", "--format", "csv", "--by", "nobody"], 2, "no active account named nobody"),
        (["export_report", "{report}", "--format", "csv", "--by", "stranger"], 2, "no role that includes this"),
        (["export_report", "{report}", "--format", "csv", "--output", "/nowhere/x.csv"], 2, "no place for a file"),
        (["export_report", "{report}", "--format", "csv", "--output", "/"], 2, "no place for a file"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_told(report, stranger, arguments, code, said):
    with pytest.raises(CommandError, match=said) as error:
        call_command(*[str(report.pk) if it == "{report}" else it for it in arguments])
    assert error.value.returncode == code
    assert not AuditEvent.objects.filter(action="report.exported").exists()


def test_a_full_disk_keeps_what_was_there(report, tmp_path):
    path = tmp_path / "week.csv"
    path.write_text("last week's")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))
        with pytest.raises(Exception) as error:  # noqa: PT011
            exporting.write_file(
                exporting.document_for(
                    exporting.ask(by=report.created_by, form="csv", claims=3, report=report),
                    made_at=report.created_at,
                ),
                path,
                form="csv",
                progress=lambda number: None,
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert str(error.value) == exporting.DISK_FULL
    assert path.read_text() == "last week's"
    assert [it.name for it in tmp_path.iterdir()] == [path.name]


def test_claims_are_exported_by_label_and_stage(report, tmp_path):
    path = tmp_path / "claims.csv"
    call_command("export_claims", "--format", "csv", "--stage", "open", "--output", str(path), verbosity=0)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["claim"] for row in csv.DictReader(file)] == [f"Claim number {n}." for n in range(3)]
    assert AuditEvent.objects.last().data == {"format": "csv", "claims": 3, "filters": "stage=open"}
    call_command("export_claims", "--format", "csv", "--label", "true", "--output", str(path), verbosity=0)
    assert path.read_text(encoding="utf-8-sig").count("\n") == 1
