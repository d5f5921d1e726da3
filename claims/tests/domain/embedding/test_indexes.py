"""When near vectors get an index, and what is quick enough for a page."""

import pytest
from django.core.management import call_command
from django.db import connection

from claims.domain import embedding, ingest
from claims.domain.embedding import indexes
from claims.domain.ingest import Draft
from claims.models import PassageVector
from claims.tests.factories import MINISTRY_TEXT, make_user
from claims.vocabulary import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def vectors():
    indexes.forget_indexes()
    reviewer = make_user(Role.REVIEWER)
    ingest.store_article(by=reviewer, draft=Draft(text=MINISTRY_TEXT, publisher="Somebody"))
    embedding.embed_passages_pending()
    yield PassageVector.objects
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS passage_vector_near, claim_vector_near")
    indexes.forget_indexes()


def test_few_vectors_need_no_index(capsys):
    assert embedding.index_vectors() == []
    assert embedding.is_quick()
    call_command("index_vectors")
    assert capsys.readouterr().out == "Nothing to make.\n"


def test_many_vectors_are_slow_until_they_are_indexed(monkeypatch, capsys):
    monkeypatch.setattr(indexes, "INDEX_FROM", 3)
    monkeypatch.setattr(indexes, "LOOKED_AT", 2)
    assert not embedding.is_quick()
    call_command("index_vectors")
    assert capsys.readouterr().out == "Made passage_vector_near.\n"
    assert embedding.is_quick()
    assert embedding.index_vectors() == []


def test_the_index_is_the_one_that_search_asks(monkeypatch):
    monkeypatch.setattr(indexes, "INDEX_FROM", 3)
    embedding.index_vectors()
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT passage_id FROM claims_passagevector ORDER BY vector <#>"
            " (SELECT vector FROM claims_claimvector WHERE claim_id = 1) LIMIT 10"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert "Index Scan using passage_vector_near" in plan


def test_an_index_left_half_made_is_made_anew(monkeypatch):
    monkeypatch.setattr(indexes, "INDEX_FROM", 3)
    embedding.index_vectors()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'passage_vector_near'::regclass"
        )
    monkeypatch.setattr(indexes, "LOOKED_AT", 2)
    indexes.forget_indexes()
    assert not embedding.is_quick()
    assert embedding.index_vectors() == ["passage_vector_near"]
    assert embedding.is_quick()
