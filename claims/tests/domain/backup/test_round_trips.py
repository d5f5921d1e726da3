"""Export, wipe, import, export again: the same bytes, and the same rows."""

import json

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claims.domain import audit
from claims.domain.backup.tables import KEPT, LEFT_OUT, tables
from claims.models import Claim, Publisher
from claims.tests.domain.backup.desks import DEEDS, Desk, every_kind, read, sequences, state, wiped, write
from claims.tests.factories import make_claim, make_verdict

pytestmark = pytest.mark.django_db

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
AWKWARD = st.sampled_from(
    ["\\", '"', "\x01\x1f\x7f", "\u2028", "\r\n", "😀", "\u202e", "\ufffe", "\\u0000", "~json"]
)
WORDS = st.tuples(
    st.sampled_from(["Word", "Слово", "語"]),
    st.lists(st.one_of(st.text(LETTERS, max_size=10), AWKWARD), max_size=4),
).map(lambda parts: parts[0] + "".join(parts[1]))
DAYS_WORK = st.lists(st.tuples(st.sampled_from(DEEDS), WORDS, st.integers(0, 99)), min_size=4, max_size=14)
BEGIN = [
    ("article", "first"),
    ("article", "second"),
    ("lift", "A"),
    ("lift", "B"),
    ("evidence", "E"),
    ("verdict", "V"),
]


def check_round_trip():
    """Assert that the desk, as it stands, comes back from its file; return the file."""
    first, before, ids = write(), state(), sequences()
    with wiped():
        assert not Publisher.objects.exists()
        imported = read(first)
        assert write() == first
        assert state() == before
        assert {name: last for name, (last, _) in sequences().items()} == {
            name: last for name, (last, _) in ids.items()
        }
        assert audit.verify().is_whole
        assert imported.rows == sum(map(len, before.values()))
    return first


@pytest.mark.slow
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller desk would take minutes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(work=DAYS_WORK)
def test_whatever_was_done_comes_back_byte_for_byte(work, db):
    with transaction.atomic():
        desk = Desk()
        for number, (deed, words) in enumerate(BEGIN, 1):
            desk.do(deed, words, number)
        for deed, words, number in work:
            desk.do(deed, words, number)
        check_round_trip()
        transaction.set_rollback(True)


def test_every_kind_of_row_comes_back():
    every_kind()
    content = check_round_trip()
    *lines, last = map(json.loads, content.splitlines())
    empty = [name for name, number in last["counts"].items() if not number]
    assert empty == ["pghistory_context"]
    assert [line["table"] for line in lines if "row" in line] == sorted(
        (line["table"] for line in lines if "row" in line), key=KEPT.index
    )


def test_the_desk_goes_on_after_an_import():
    desk = every_kind()
    content = write()
    last, events = Claim.objects.order_by("pk").last().pk, audit.verify().count
    with wiped():
        read(content)
        claim = make_claim(by=desk.reviewer)
        assert claim.pk > last
        make_verdict(by=desk.reviewer, claim=claim)
        found = audit.verify()
        assert found.is_whole
        assert found.count > events
        # Guards and history are on duty again.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'pgtrigger%' AND tgenabled <> 'O'"
            )
            assert cursor.fetchone() == (0,)


def test_every_table_is_kept_or_left_out_for_a_reason():
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor))
    assert set(KEPT) | set(LEFT_OUT) == names
    assert not set(KEPT) & set(LEFT_OUT)
    assert [table.name for table in tables()] == list(KEPT)


def test_the_same_desk_gives_the_same_file():
    every_kind()
    assert write() == write()
