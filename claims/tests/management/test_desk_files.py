"""The commands for the whole desk, as they are typed: the demonstration newsroom moves to another machine."""

import errno
import io
import json
import stat
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from claims.domain import audit, jobs, rulings
from claims.domain.backup import exporting
from claims.models import AuditEvent, Claim, Report, Ruling, Task, User
from claims.tests.domain.backup.desks import sequences, state, wipe
from claims.tests.factories import make_claim, make_evidence, make_verdict

pytestmark = pytest.mark.django_db(transaction=True)


class Output(io.StringIO):
    """A stream with bytes below, as standard output has."""

    def __init__(self):
        super().__init__()
        self.buffer = io.BytesIO()


def run(*arguments):
    """Return what the command wrote to its two streams."""
    out, err = Output(), io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err)
    return out.getvalue() or out.buffer.getvalue(), err.getvalue()


@pytest.fixture
def newsroom(transactional_db):
    run("load_seeds")


def test_the_newsroom_moves_and_goes_on(newsroom, tmp_path):
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    run("export_desk", first)
    # The export is noted behind what is in the file.
    event = AuditEvent.objects.order_by("seq").last()
    before, last = state(), Claim.objects.order_by("pk").last().pk
    assert event.action == "desk.exported"
    before["claims_auditevent"].remove(
        max(before["claims_auditevent"], key=lambda row: int(row[1:].split(",")[0]))
    )
    lines = first.read_bytes().splitlines()
    assert event.data == {
        "rows": sum(json.loads(lines[-1])["counts"].values()),
        "sha256": json.loads(lines[-1])["sha256"],
    }
    ids = sequences()

    wipe()
    out, _ = run("import_desk", first)
    assert f"head is {event.seq - 1}:{event.previous_hash}" in out
    assert state() == before
    assert sequences() == ids
    run("export_desk", second)
    assert second.read_bytes() == first.read_bytes()
    run("verify_audit", "--noted", f"{event.seq - 1}:{event.previous_hash}")

    # Workers find what waits, and people go on where they were.
    assert jobs.rescue() == Task.objects.filter(state="waiting").count() > 0
    editor = Ruling.objects.first().ruled_by
    reviewer = User.objects.exclude(pk=editor.pk).filter(groups__name="reviewer").first()
    for command in ("index_articles", "index_claims"):
        run(command)
    claim = make_claim(by=reviewer)
    assert claim.pk == last + 1
    make_evidence(by=reviewer, claim=claim)
    make_verdict(by=reviewer, claim=claim, label="false")
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label="false",
        claim_version=claim.version,
        client_id=uuid4(),
        summary="So.",
        explanation="One witness on site is enough.",
    )
    assert Report.objects.get().is_published
    assert audit.verify().is_whole
    with pytest.raises(CommandError, match="not empty"):
        run("import_desk", first)


def test_a_role_that_owns_the_tables_and_is_no_superuser_may_import(newsroom, tmp_path):
    path = tmp_path / "desk.jsonl"
    run("export_desk", path)
    before = path.read_bytes()
    wipe()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("CREATE ROLE desk_visitor NOSUPERUSER")
            cursor.execute("CREATE ROLE desk_owner NOSUPERUSER")
            for role in ("desk_visitor", "desk_owner"):
                cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
                cursor.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")
            cursor.execute("SET LOCAL ROLE desk_visitor")
        with pytest.raises(CommandError, match="role that owns the tables"), transaction.atomic():
            run("import_desk", path)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            for name in connection.introspection.table_names(cursor):
                cursor.execute(f"ALTER TABLE {name} OWNER TO desk_owner")
            cursor.execute("GRANT ALL ON SCHEMA public TO desk_owner")
            cursor.execute("SET LOCAL ROLE desk_owner")
        run("import_desk", path)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, usesuper FROM pg_user WHERE usename = session_user")
            assert cursor.fetchone()[0] == "desk_owner"
            cursor.execute("RESET ROLE")
        assert b"".join(exporting.desk_lines(exporting.Written())) == b"".join(before.splitlines(True)[:-1])
        transaction.set_rollback(True)


def test_it_goes_to_standard_output_with_whoever_exports(newsroom, tmp_path):
    administrator = User.objects.create_superuser("root", password="a long password")
    content, err = run("export_desk", "-", "--by", "root")
    assert "Keep it secret" in err
    assert AuditEvent.objects.order_by("seq").last().actor == administrator
    path = tmp_path / "desk.jsonl"
    path.write_bytes(content)
    wipe()
    run("import_desk", path)
    assert User.objects.get(username="root").check_password("a long password")
    with pytest.raises(CommandError, match="Only an administrator"):
        run("export_desk", tmp_path / "other", "--by", Ruling.objects.first().ruled_by.username)
    assert not (tmp_path / "other").exists()


def test_only_its_owner_may_read_the_file(newsroom, tmp_path):
    path = tmp_path / "desk.jsonl"
    path.write_text("an older one that everybody may read")
    path.chmod(0o644)
    run("export_desk", path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_full_disk_leaves_what_was_there_and_says_so(newsroom, tmp_path, monkeypatch):
    path = tmp_path / "desk.jsonl"
    path.write_text("an older one")
    events = AuditEvent.objects.count()

    def full(*args, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("claims.domain.backup.exporting.last_line", full)
    with pytest.raises(CommandError, match=r"was not written\. The disk is full\. .*export again"):
        run("export_desk", path)
    assert [(item.name, item.read_text()) for item in tmp_path.iterdir()] == [("desk.jsonl", "an older one")]
    assert AuditEvent.objects.count() == events + 1  # better one event too many than one too few
    with pytest.raises(CommandError, match="was not written"):
        run("export_desk", tmp_path / "missing" / "desk.jsonl")


def test_what_changes_meanwhile_is_not_in_the_file(newsroom, monkeypatch):
    """Others go on while the desk is exported: the file is of one moment, and only reads."""
    import threading

    def elsewhere():
        Task.objects.create(name="late", queued_at=User.objects.first().date_joined)
        connection.close()

    late = threading.Thread(target=elsewhere)

    def progress(number):
        if not late.ident:
            late.start()
            late.join()

    file = io.BytesIO()
    exporting.write_desk(file, progress=progress)
    assert Task.objects.filter(name="late").exists()
    assert b'"late"' not in file.getvalue()
    with pytest.raises(RuntimeError, match="a transaction of its own"), transaction.atomic():
        exporting.write_desk(io.BytesIO())


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_is_none_is_told(transactional_db, tmp_path, name):
    with pytest.raises(CommandError, match="can’t be read"):
        run("import_desk", tmp_path / name)
