"""How a document is read: in order, the next claims while these are written, each thread over its own connection."""

import hashlib
import json
import threading
import tracemalloc

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.domain.reports import sources
from claims.domain.reports.document import Document, Section
from claims.domain.reports.formats import FORMATS
from claims.domain.reports.records import chosen_ids
from claims.models import Claim
from claims.tests.domain.reports.samples import make_record
from claims.tests.factories import make_claim


def document(ids, read, **more):
    return Document(
        title="Week 37",
        sections=(Section(title="", text="", ids=ids),),
        made_at=timezone.now(),
        check_url="http://desk.example/checks/{slug}/",
        read=read,
        **more,
    )


def backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def readers():
    return [thread for thread in threading.enumerate() if thread.name.startswith("records")]


@pytest.mark.django_db(transaction=True)
class TestOverSeveralConnections:
    def test_claims_come_in_order_and_are_counted(self, reviewer):
        for number in range(7):
            make_claim(by=reviewer, statement=f"Claim number {number}.")
        ids = list(reversed(chosen_ids(Claim.objects.all())))
        counted = []
        whole = sources.document_of_claims(
            ids=ids, check_url="http://desk.example/{slug}/", made_at=timezone.now()
        )
        whole = document(ids, whole.read, progress=counted.append)
        found = [entry for _, entry in whole.numbered(size=2)]
        assert [entry.record["id"] for entry in found] == ids
        assert [entry.number for entry in found] == [1, 2, 3, 4, 5, 6, 7]
        assert counted == [2, 2, 2, 1]

    def test_the_next_chunk_is_read_elsewhere_and_its_connection_given_back(self):
        met = threading.Barrier(2, timeout=20)
        own, backends = backend(), []

        def read(*, ids, check_url):
            if ids[0] < 2:
                met.wait()  # breaks unless two are read at once
            backends.append(backend())
            return ["{}"]

        assert list(document([0, 1, 2, 3], read).texts(Section("", "", [0, 1, 2, 3]), size=1)) == [["{}"]] * 4
        assert own == backend()
        assert own not in backends
        assert not readers()

    def test_what_goes_wrong_there_is_said_here(self):
        def read(*, ids, check_url):
            if ids == [2]:
                raise OSError("the disk is gone")
            return ["{}"]

        found = document([0, 1, 2, 3], read).texts(Section("", "", [0, 1, 2, 3]), size=1)
        assert [next(found), next(found)] == [["{}"], ["{}"]]
        with pytest.raises(OSError, match="the disk is gone"):
            next(found)

    def test_who_stops_asking_leaves_no_reader_behind(self):
        read_ids = []

        def read(*, ids, check_url):
            read_ids.extend(ids)
            return ["{}"]

        found = document(range(1000), read).texts(Section("", "", list(range(1000))), size=1)
        next(found)
        found.close()
        assert not readers()
        assert len(read_ids) < 10

    def test_within_a_transaction_its_own_changes_are_read(self, reviewer):
        with transaction.atomic():
            for number in range(3):
                make_claim(by=reviewer, statement=f"Claim number {number}.")
            ids = chosen_ids(Claim.objects.all())
            whole = sources.document_of_claims(ids=ids, check_url="", made_at=timezone.now())
            assert [entry.record["claim"] for _, entry in whole.numbered(size=1)] == [
                "Claim number 0.",
                "Claim number 1.",
                "Claim number 2.",
            ]


def test_one_chunk_needs_no_other_connection():
    threads = []

    def read(*, ids, check_url):
        threads.append(threading.current_thread())
        return ["{}"]

    assert list(document([1, 2], read).texts(Section("", "", [1, 2]))) == [["{}"]]
    assert threads == [threading.current_thread()]


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_memory_does_not_grow_with_the_number_of_claims(form):
    def read(*, ids, check_url):
        return [json.dumps(make_record(id=number, claim=f"Claim number {number}. " * 20)) for number in ids]

    def peak(claims):
        whole = document(range(1, claims + 1), read)
        tracemalloc.start()
        try:
            assert sum(map(len, FORMATS[form].pieces(whole))) > 200 * claims
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(12_000) < 1.5 * peak(4_000)


def test_the_manifest_counts_and_signs_very_many_claims():
    def read(*, ids, check_url):
        return [json.dumps(make_record(id=number)) for number in ids]

    digest, last = hashlib.sha256(), ""
    for piece in FORMATS["jsonl"].pieces(document(range(1, 50_001), read)):
        for line in piece.splitlines(keepends=True):
            digest.update(last.encode())
            last = line
    assert json.loads(last) == {"kind": "manifest", "count": 50_000, "sha256": digest.hexdigest()}
