import hashlib
import json
import os
import resource
import signal
import subprocess
import threading
import time
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims import tasks
from claims.domain import jobs
from claims.domain.refusals import Refused
from claims.domain.reports import exporting, formats, making
from claims.models import AuditEvent, Claim, Export, Task, User
from claims.tests.domain.reports.samples import document_of_records, make_record
from claims.tests.factories import make_claim, make_export, make_user
from claims.vocabulary import ExportForm, ExportState, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path / "exports"
    return settings.EXPORTS_DIR


@pytest.fixture
def report(reviewer):
    for number in range(3):
        make_claim(by=reviewer, statement=f"Claim number {number}.")
    return making.make_report(by=reviewer, title="Week 37", claims=Claim.objects.all())


def ask(*, by, report, form="jsonl", **options):
    return exporting.ask(by=by, form=form, claims=report.items.count(), report=report, **options)


def work(export):
    tasks.work_on(task_id=export.task_id)
    return Export.objects.select_related("task").get(pk=export.pk)


@pytest.mark.parametrize("form", ExportForm.values)
def test_a_job_writes_the_file(reviewer, report, folder, form):
    export = ask(by=reviewer, report=report, form=form)
    assert export.state == ExportState.WAITING
    assert str(export.task) == f"Export “Week 37” as {ExportForm(form).label}"
    export = work(export)
    assert export.state == ExportState.READY
    assert (export.task.done, export.task.total, export.task.unit) == (3, 3, "claim")
    (path,) = folder.iterdir()
    assert path.name == export.file
    assert path.suffix == f".{form}"
    content = path.read_bytes()
    assert (export.size, export.count) == (len(content), 3)
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o600
    assert export.expires_at - export.made_at == timedelta(days=7)
    with exporting.take(by=reviewer, export=export) as file:
        assert file.read() == content


def test_addresses_in_a_file_are_those_of_the_desk(settings, reviewer, report, folder):
    settings.PUBLIC_URL = "https://desk.example"
    export = work(ask(by=reviewer, report=report))
    assert (
        exporting.document_for(export, made_at=timezone.now()).check_url
        == "https://desk.example/checks/{slug}/"
    )


def test_the_claims_of_a_filter_are_those_it_found(reviewer, report, folder):
    ids = list(Claim.objects.order_by("pk").values_list("pk", flat=True)[:2])
    export = exporting.ask(by=reviewer, form="jsonl", claims=2, ids=ids, filters="label=false")
    make_claim(by=reviewer)
    export = work(export)
    lines = (folder / export.file).read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines[1:-1]] == ids
    assert export.claim_ids == []


def test_every_export_and_every_taking_is_noted(reviewer, report, administrator):
    export = work(ask(by=reviewer, report=report))
    event = AuditEvent.objects.get(action="report.exported")
    assert (event.actor, event.target_id) == (reviewer, report.pk)
    assert event.data == {"format": "jsonl", "claims": 3, "filters": ""}
    exporting.take(by=administrator, export=export).close()
    event = AuditEvent.objects.get(action="export.taken")
    assert (event.actor, event.target_id, event.data["sha256"]) == (administrator, export.pk, export.sha256)


def test_who_may_ask_and_take(reviewer, second_reviewer, editor, administrator, stranger, report):
    with pytest.raises(PermissionDenied):
        ask(by=stranger, report=report)
    with pytest.raises(PermissionDenied):
        exporting.ask(by=reviewer, form="csv", claims=1, ids=[1], with_retracted=True)
    export = work(ask(by=reviewer, report=report))
    for person in (second_reviewer, editor, stranger):
        with pytest.raises(Export.DoesNotExist):
            exporting.take(by=person, export=export)
    exporting.take(by=administrator, export=export).close()
    reviewer.groups.clear()
    with pytest.raises(Export.DoesNotExist):
        exporting.take(by=User.objects.get(pk=reviewer.pk), export=export)


def test_a_role_that_was_lost_meanwhile_is_seen_when_the_file_is_written(editor, report, folder):
    ids = list(Claim.objects.values_list("pk", flat=True))
    export = exporting.ask(
        by=editor, form="csv", claims=3, ids=ids, filters="retracted=1", with_retracted=True
    )
    editor.groups.set(make_user(Role.REVIEWER).groups.all())
    export = work(export)
    assert export.state == ExportState.FAILED
    assert "may not export these claims any more" in export.problem
    assert not list(folder.iterdir()) if folder.exists() else True


def test_asked_again_while_it_waits_it_is_the_same(reviewer, editor, report):
    first = ask(by=reviewer, report=report)
    assert ask(by=reviewer, report=report) == first
    assert ask(by=reviewer, report=report, form="csv") != first
    assert ask(by=editor, report=report) != first
    assert Task.objects.filter(name="export").count() == 3
    assert work(first).state == ExportState.READY
    assert ask(by=reviewer, report=report) != first


def at_once(work, times):
    """Do something in so many threads at the same moment; return what each gave."""
    gate, given = threading.Barrier(times), []

    def one():
        try:
            gate.wait()
            given.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == times
    return given


@pytest.mark.django_db(transaction=True)
def test_asked_twice_at_once_it_is_one_job(reviewer, report):
    made = at_once(lambda: ask(by=User.objects.get(pk=reviewer.pk), report=report).pk, times=4)
    assert len(set(made)) == 1
    assert Task.objects.filter(name="export").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_leave_one_file(reviewer, report, folder):
    export = ask(by=reviewer, report=report)
    at_once(lambda: exporting.write(export_id=export.pk, progress=lambda number: time.sleep(0.2)), times=2)
    export.refresh_from_db()
    assert [path.name for path in folder.iterdir()] == [export.file]


def test_a_run_that_is_stopped_leaves_nothing_and_goes_on_later(reviewer, report, folder):
    export = ask(by=reviewer, report=report)
    tasks.work_on(task_id=export.task_id, stopping=lambda: True)
    export = Export.objects.select_related("task").get(pk=export.pk)
    assert export.state == ExportState.WAITING
    assert list(folder.iterdir()) == []
    assert work(export).state == ExportState.READY


def test_a_long_export_does_not_begin_anew_for_others(reviewer, report, monkeypatch):
    monkeypatch.setattr(tasks, "TURN", 0.0)
    monkeypatch.setattr(tasks, "REPORT_EVERY", 0.0)
    export = ask(by=reviewer, report=report)
    jobs.enqueue("index")
    assert work(export).state == ExportState.READY


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "pdf"])
def test_a_full_disk_is_told_in_words_and_leaves_nothing(reviewer, report, folder, form):
    """The file may not grow beyond 300 bytes: the system refuses to write more, as a full disk does."""
    export = ask(by=reviewer, report=report, form=form)
    exporting.folder()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    document = exporting.document_for(export, made_at=timezone.now())
    records = [json.loads(text) for text in document.read(ids=document.sections[0].ids, check_url="")]
    small = document_of_records(*records)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))
        with pytest.raises(Refused) as refused:
            exporting.write_file(small, folder / "x", form=form, progress=lambda number: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert refused.value.message == exporting.DISK_FULL
    assert list(folder.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path, settings):
    """A disk of 64 kB, where the machine lets us have one."""
    place = tmp_path / "small"
    place.mkdir()
    if (
        os.geteuid()
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], capture_output=True
        ).returncode
    ):
        pytest.skip("a disk can be mounted by root alone")
    settings.EXPORTS_DIR = place
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx", "html"])
def test_a_disk_that_fills_fails_the_job_with_its_reason(small_disk, reviewer, report, form):
    filler = small_disk / "other"
    filler.write_bytes(b"x" * 64 * 1024)
    export = work(ask(by=reviewer, report=report, form=form))
    assert export.state == ExportState.FAILED
    assert export.problem == exporting.DISK_FULL
    assert [path.name for path in small_disk.iterdir()] == ["other"]
    filler.unlink()
    again = work(ask(by=reviewer, report=report, form=form))
    assert again.pk != export.pk
    assert again.state == ExportState.READY


def test_a_folder_that_cannot_be_written_is_told(reviewer, report, settings, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    settings.EXPORTS_DIR = tmp_path / "file"
    export = work(ask(by=reviewer, report=report))
    assert export.state == ExportState.FAILED
    assert export.problem.startswith("The file could not be written:")


def test_more_than_one_pdf_holds_comes_as_an_archive(reviewer, report, folder, monkeypatch):
    monkeypatch.setitem(formats.FORMATS, "pdf", replace(formats.FORMATS["pdf"], volume=2))
    export = work(ask(by=reviewer, report=report, form="pdf"))
    assert export.state == ExportState.READY
    assert (export.task.done, export.task.total, export.count) == (3, 3, 3)
    assert export.file.endswith(".zip")
    with ZipFile(folder / export.file) as archive:
        assert len(archive.namelist()) == 2


def test_old_files_go_and_their_rows_stay(reviewer, report, folder):
    old, kept = make_export(by=reviewer, report=report), make_export(by=reviewer, report=report, form="csv")
    Export.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    left, fresh = folder / ".x.part", folder / ".y.part"
    for path in (left, fresh):
        path.write_text("half a file")
    long_ago = time.time() - 2 * 86400
    os.utime(left, (long_ago, long_ago))
    os.utime(folder / kept.file, (long_ago, long_ago))
    assert exporting.prune() == 2
    assert {path.name for path in folder.iterdir()} == {kept.file, fresh.name}
    old.refresh_from_db()
    assert old.state == ExportState.REMOVED
    assert old.sha256
    with pytest.raises(Refused, match="no file to take"):
        exporting.take(by=reviewer, export=old)


def test_a_file_that_somebody_removed_is_said_to_be_gone(reviewer, report, folder):
    export = make_export(by=reviewer, report=report)
    (folder / export.file).unlink()
    with pytest.raises(Refused, match="gone from the disk"):
        exporting.take(by=reviewer, export=export)


def test_a_failure_outlives_its_task(reviewer, report):
    export = ask(by=reviewer, report=report)
    Task.objects.filter(pk=export.task_id).delete()
    export = Export.objects.select_related("task").get(pk=export.pk)
    assert export.state == ExportState.FAILED
    assert export.problem


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "xml"},
        {"filters": "label=false"},
        {"file": "x"},
        {"made_at": timezone.now()},
        {"removed_at": timezone.now()},
    ],
)
def test_the_database_refuses_half_an_export(reviewer, report, changes):
    export = ask(by=reviewer, report=report)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(**changes)


def test_the_whole_is_written_before_it_has_its_name(folder, tmp_path):
    path = exporting.folder() / "x.jsonl"
    seen = []
    document = document_of_records(*[make_record() for _ in range(3)])
    exporting.write_file(
        document,
        path,
        form="jsonl",
        progress=lambda number: seen.append(
            (number, path.exists(), sorted(it.name[:1] for it in folder.iterdir()))
        ),
    )
    assert seen == [(3, False, [".", "."])]
    assert [it.name for it in folder.iterdir()] == ["x.jsonl"]
