import json
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from claims.domain import audit
from claims.models import AuditEvent

GOLDEN = {
    "previous": audit.GENESIS,
    "seq": 1,
    "at": datetime(2022, 9, 10, 12, 30, 0, 5, tzinfo=UTC),
    "actor_id": 7,
    "action": "claim.lifted",
    "target_type": "claim",
    "target_id": 3,
    "data": {
        "statement": 'Їжак "x" \\ \n é 😀',
        "version": 1,
        "claimant": None,
        "flag": True,
        "list": [1, "b"],
    },
}


def test_the_hash_of_a_known_event_never_changes():
    assert audit.event_hash(**GOLDEN) == "e30980baff03776ed43999fd5ef72ee07268e387a6ca6929d91a1d3bd789c884"


@pytest.mark.parametrize(
    "value", [1.5, datetime(2022, 9, 10, tzinfo=UTC), {"é": 1}, {1: 2}, 2**53, b"x", {"a": [0.1]}]
)
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(TypeError):
        audit.canonical(value)


def test_canonical_json_is_json_with_sorted_keys_and_no_spaces():
    value = {"b": ["é", None], "a": True}
    assert audit.canonical(value) == '{"a":true,"b":["é",null]}'
    assert json.loads(audit.canonical(value)) == value


def test_an_event_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(action="x.y", by=None)


def fill(count, by=None):
    for number in range(count):
        with transaction.atomic():
            audit.record(action="test.happened", by=by, number=number)


@pytest.mark.django_db
def test_a_whole_chain_verifies_and_counts(reviewer):
    fill(5, by=reviewer)
    found = audit.verify()
    assert (found.count, found.problems) == (5, [])
    assert found.head == AuditEvent.objects.get(seq=5).hash


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE claims_auditevent SET action = 'x'", "DELETE FROM claims_auditevent"]
)
def test_the_database_refuses_to_change_the_log(statement):
    fill(1)
    with pytest.raises(Exception, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_log():
    fill(1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL factcheck.throwaway_database = 'no'")
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE claims_auditevent")


def tamper(statements):
    """Do what the database's owner could do: switch the guards off, change rows, switch them on again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_auditevent DISABLE TRIGGER USER")
        for statement in statements.split(";"):
            cursor.execute(statement)
        cursor.execute("ALTER TABLE claims_auditevent ENABLE TRIGGER USER")


TAMPERINGS = {
    "changed data": "UPDATE claims_auditevent SET data = '{\"number\": 99}' WHERE seq = 3",
    "changed action": "UPDATE claims_auditevent SET action = 'x' WHERE seq = 3",
    "changed time": "UPDATE claims_auditevent SET at = at + interval '1 microsecond' WHERE seq = 3",
    "changed actor": "UPDATE claims_auditevent SET actor_id = NULL WHERE seq = 3",
    "changed target": "UPDATE claims_auditevent SET target_id = 5 WHERE seq = 3",
    "row gone": "DELETE FROM claims_auditevent WHERE seq = 3",
    "first row gone": "DELETE FROM claims_auditevent WHERE seq = 1",
    "renumbered": "DELETE FROM claims_auditevent WHERE seq = 3; UPDATE claims_auditevent SET seq = seq - 1 WHERE seq > 3",
    "swapped": (
        "UPDATE claims_auditevent SET seq = 100 WHERE seq = 2; UPDATE claims_auditevent SET seq = 2 WHERE seq = 3;"
        " UPDATE claims_auditevent SET seq = 3 WHERE seq = 100"
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_the_owner_who_switches_the_guard_off_is_found_out(reviewer, statement):
    fill(5, by=reviewer)
    tamper(statement)
    assert not audit.verify().is_whole


@pytest.mark.django_db
def test_a_cut_tail_is_found_with_a_noted_head_only():
    fill(5)
    noted = AuditEvent.objects.get(seq=5).hash
    tamper("DELETE FROM claims_auditevent WHERE seq > 3")
    assert audit.verify().is_whole
    assert not audit.verify(noted_seq=5, noted_hash=noted).is_whole


@pytest.mark.django_db
def test_a_chain_computed_anew_is_found_with_a_noted_head(reviewer):
    fill(3)
    noted = AuditEvent.objects.get(seq=3).hash
    tamper("TRUNCATE claims_auditevent")
    fill(4, by=reviewer)
    assert audit.verify().is_whole
    assert not audit.verify(noted_seq=3, noted_hash=noted).is_whole
