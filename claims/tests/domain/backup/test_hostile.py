"""Files that were cut, changed or made up: refused in words, and nothing of them stays."""

import json
from io import BytesIO

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.domain import audit
from claims.domain.backup import exporting
from claims.domain.backup.importing import read_desk
from claims.domain.refusals import Refused
from claims.models import User
from claims.tests.domain.backup.desks import Desk, read, signed, state, wiped, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    """A small desk's file."""
    desk = Desk()
    for deed in ("article", "lift", "evidence", "verdict", "token", "person", "suggestion"):
        desk.do(deed, "Words, Слова", 1)
    return write()


def refusal(content):
    """Return why an empty desk refuses a file; assert that it stays as it was."""
    with wiped():
        before = state()
        with pytest.raises(Refused) as refused:
            read(content)
        assert state() == before
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
            assert cursor.fetchone() == (0,)
    assert "Nothing was" in refused.value.message
    return refused.value.message


def edited(content, table, change, *, place=0):
    """Return a file in which a row of a table was changed, signed as if it had been written so."""
    lines = content.splitlines(keepends=True)[:-1]
    numbers = [number for number, line in enumerate(lines) if json.loads(line).get("table") == table]
    number = numbers[place]
    value = json.loads(lines[number])
    value["row"] = change(value["row"]) or value["row"]
    lines[number] = audit.canonical(value).encode() + b"\n"
    return signed(lines), number + 1


def setter(**fields):
    return lambda row: row.update(fields)


@pytest.mark.parametrize(
    ("table", "change", "field", "words"),
    [
        ("claims_claim", setter(statement="a\0b"), "statement", "NUL"),
        ("claims_claim", setter(statement="x" * 1001), "statement", "1,000 is the most"),
        ("claims_claim", setter(statement=None), "statement", "must not be null"),
        ("claims_claim", setter(statement=7), "statement", "must be a text"),
        ("claims_claim", setter(version="1"), "version", "whole number"),
        ("claims_claim", setter(version=True), "version", "whole number"),
        ("claims_claim", setter(version=2**31), "version", "whole number"),
        ("claims_claim", setter(version=-1), "", "claim"),
        ("claims_claim", setter(stage="nowhere"), "", "claim_stage"),
        ("claims_claim", setter(claimed_on="2022-13-01"), "claimed_on", "2022-13-01"),
        ("claims_claim", setter(claimed_on="yesterday"), "claimed_on", "a day like"),
        ("claims_claim", setter(created_at="2022-09-10 12:00"), "created_at", "a moment like"),
        ("claims_claim", setter(client_id="x"), "client_id", "UUID"),
        ("claims_claim", setter(disagrees=0), "disagrees", "true or false"),
        ("claims_claim", setter(claimant_id=99), "claimant_id", "99"),
        ("claims_claim", setter(search="'word'"), "search", "no such field"),
        ("claims_claim", setter(**{"x\0y": 1}), "", "no such field"),
        ("claims_claim", lambda row: [row], "", "an object"),
        ("claims_claim", lambda row: {"id": 1}, "claimant_id", "missing"),
        ("claims_capture", setter(content="not base64"), "content", "base64"),
        ("claims_articlerevision", setter(coverage="much"), "coverage", "a number"),
        ("claims_apitoken", setter(scopes="read"), "scopes", "a list"),
        ("claims_apitoken", setter(scopes=["x" * 11]), "scopes", "10 is the most"),
        ("claims_keptanswer", setter(headers={"a": "\0"}), "headers", "NUL"),
        ("claims_keptanswer", setter(headers={"~json": "{"}), "headers", "json"),
        ("claims_keptanswer", setter(headers={"~json": "{}", "a": 1}), "headers", "only field"),
        ("claims_user_user_permissions", setter(permission_id="claims.claim.fly"), "permission_id", "no permission"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_line_table_and_field(content, table, change, field, words):
    bad, number = edited(content, table, change)
    message = refusal(bad)
    assert message.startswith(f"Line {number:,}, table {table}")
    assert not field or f", field {field}:" in message
    assert words in message


@pytest.mark.parametrize("table", ["claims_user", "claims_auditevent"])
def test_an_id_that_comes_twice_is_named(content, table):
    key = "seq" if table == "claims_auditevent" else "id"
    rows = [
        json.loads(line)["row"] for line in content.splitlines() if b'"table":"%b"}' % table.encode() in line
    ]
    bad, number = edited(content, table, setter(**{key: rows[0][key]}), place=1)
    message = refusal(bad)
    assert message.startswith(f"Line {number}, table {table}")
    assert "already exists" in message


def test_a_byte_that_was_changed_is_found(content):
    assert "SHA-256" in refusal(content.replace("Слова".encode(), "Слава".encode(), 1))


def test_a_file_without_its_last_line_is_refused(content):
    lines = content.splitlines(keepends=True)
    assert "cut off" in refusal(b"".join(lines[:-1]))
    assert "cut off" in refusal(b"".join(lines[:-2]))
    assert "too early" in refusal(b"".join(lines[:-2] + lines[-1:]))
    assert "cut off" in refusal(content[:-1])
    assert "cut off" in refusal(content[: len(content) // 2])
    assert "cut off" in refusal(b"")


def test_lines_that_were_left_out_added_or_moved_are_found(content):
    lines = content.splitlines(keepends=True)
    assert "numbers of rows" in refusal(b"".join([*lines[:-3], *lines[-2:]]))
    assert "more follows" in refusal(content + lines[-1])
    assert "not in their order" in refusal(signed([lines[0], lines[-3], *lines[1:-1]]))
    assert "no table claims_secret" in refusal(
        signed([lines[0], b'{"row":{},"table":"claims_secret"}\n', *lines[1:-1]])
    )
    assert "no table claims_passage" in refusal(
        signed([lines[0], b'{"row":{},"table":"claims_passage"}\n', *lines[1:-1]])
    )
    assert "beside" in refusal(signed([lines[0], b'{"a":1,"row":{},"table":"auth_group"}\n', *lines[1:-1]]))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"\xff\xfe\n", "not UTF-8"),
        (b"\0\n", "not JSON"),
        (b"[1]\n", "not an object"),
        (b'{"row":{},"row":{},"table":"claims_user"}\n', "twice"),
        (b'{"row":{"id":1e3},"table":"claims_user"}\n', "canonical"),
        (b'{"row":{"id":NaN},"table":"claims_user"}\n', "NaN"),
        (b'{"row":{"name":"\\ud800"},"table":"auth_group"}\n', "half a character"),
        (b'{"table":"auth_group","row":{}}\n', "not spelled"),
        (b'{"row": {},"table":"auth_group"}\n', "not spelled"),
        (b'{"row":' + b"[" * 100_000 + b"\n", "nested"),
        (b'{"row":' + b"[" * 900 + b"]" * 900 + b',"table":"auth_group"}\n', ""),
        (b'{"last_ids":{}}\n', "last ids"),
        (b'{"row":{"id":' + b"9" * 5000 + b'},"table":"claims_user"}\n', "too long"),
    ],
)
def test_a_line_that_no_desk_writes_is_refused(content, line, words):
    lines = content.splitlines(keepends=True)
    message = refusal(b"".join([lines[0], line, *lines[1:]]))
    assert message.startswith("Line 2")
    assert words in message


def test_a_line_of_a_hundred_megabytes_is_refused(content):
    header = content.splitlines(keepends=True)[0]
    message = refusal(header + b'{"row":{"name":"' + b"x" * 100_000_000 + b'"},"table":"auth_group"}\n')
    assert "Line 2: it has more than 96,000,000 bytes" in message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "factcheck-claims"}, "no file that export_desk wrote"),
        ({"version": 2}, "version 2 of the format"),
        ({"schema": {"claims": "0001_initial"}}, "version of the program that wrote it"),
    ],
)
def test_another_kind_of_file_is_refused(content, change, words):
    lines = content.splitlines(keepends=True)[:-1]
    lines[0] = audit.canonical(json.loads(lines[0]) | change).encode() + b"\n"
    assert words in refusal(signed(lines))


def test_a_broken_log_is_refused(content):
    bad, _ = edited(content, "claims_auditevent", setter(data={"forged": True}), place=3)
    assert "audit log is broken: event 4 was changed" in refusal(bad)


def test_words_that_do_not_stand_there_are_refused(content):
    bad, _ = edited(content, "claims_appearance", setter(exact="Troops"))
    assert "Table claims_appearance, id" in refusal(bad)
    bad, _ = edited(content, "claims_articlerevision", setter(text="Nothing of the kind."))
    assert "Table claims_articlerevision, id" in refusal(bad)
    bad, _ = edited(content, "claims_capture", setter(content="AAAA"))
    assert "Table claims_capture, id" in refusal(bad)


def test_a_desk_that_is_not_empty_says_what_is_there(content):
    before = state()
    with (
        pytest.raises(Refused, match=r"not empty: it holds 4 users, .* Nothing was changed"),
        transaction.atomic(),
    ):
        read(content)
    assert state() == before
    with wiped():
        User.objects.create_superuser("root", password="x")
        with pytest.raises(Refused, match="it holds 1 users"), transaction.atomic():
            read(content)


def test_a_row_that_no_import_would_take_is_not_written(content, monkeypatch):
    monkeypatch.setattr(exporting, "LONGEST_LINE", 300)
    with pytest.raises(Refused, match="pg_dump"):
        write()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_of_any_kind_is_refused_and_never_a_crash(content, data):
    place = data.draw(st.integers(0, len(content) - 1))
    length = data.draw(st.integers(0, 3))
    damaged = content[:place] + data.draw(st.binary(max_size=3)) + content[place + length :]
    if damaged != content:
        with wiped(), pytest.raises(Refused):
            read_desk(BytesIO(damaged))
