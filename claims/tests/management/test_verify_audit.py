from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from claims.domain import audit
from claims.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    for number in range(3):
        with transaction.atomic():
            audit.record(action="test.written", by=None, number=number)


def run(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return 1, out.getvalue(), err.getvalue() + str(error)
    return 0, out.getvalue(), err.getvalue()


def rewrite(statement):
    """Change the log behind its trigger's back, as the database's owner could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_auditevent DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE claims_auditevent ENABLE TRIGGER USER")


def test_an_empty_log_is_whole():
    assert run() == (0, f"0 events read.\nThe chain is whole. Its head is 0:{'0' * 64}\n", "")


def test_a_whole_log_prints_its_count_and_its_head(events):
    code, out, _ = run()
    assert code == 0
    assert "3 events read." in out
    assert f"3:{AuditEvent.objects.get(seq=3).hash}" in out


def test_its_own_head_can_be_given_back(events):
    assert run("--noted", run()[1].rsplit(" ", 1)[1].strip())[0] == 0


def test_every_changed_event_is_named(events):
    rewrite("UPDATE claims_auditevent SET data = '{\"number\": 7}' WHERE seq IN (1, 3)")
    code, _, err = run()
    assert code == 1
    assert "event 1 was changed" in err
    assert "event 3 was changed" in err
    assert "event 2" not in err


def test_a_removed_event_is_named(events):
    rewrite("DELETE FROM claims_auditevent WHERE seq = 2")
    code, _, err = run()
    assert code == 1
    assert "event 2 is missing" in err


def test_a_cut_end_shows_only_against_a_noted_head(events):
    noted = f"3:{AuditEvent.objects.get(seq=3).hash}"
    rewrite("DELETE FROM claims_auditevent WHERE seq = 3")
    assert run()[0] == 0
    code, _, err = run("--noted", noted)
    assert code == 1
    assert "its end is gone" in err


@pytest.mark.parametrize("noted", ["", "3", "3:abc", "x:" + "0" * 64, "3:" + "g" * 64])
def test_a_malformed_note_is_refused(noted):
    code, _, err = run("--noted", noted)
    assert code == 1
    assert "64 hexadecimal digits" in err
