"""Passages found by their meaning as well as by their words, and what is said where that can't be."""

import pytest
from django.db import connection

from claims.domain import candidates, embedding, ingest, matching
from claims.domain.embedding import indexes
from claims.domain.ingest import Draft
from claims.domain.matching import ranking
from claims.domain.matching.search import IN_OTHER_WORDS
from claims.models import Article, ClaimVector, PassageVector
from claims.tests.factories import MINISTRY_TEXT, make_claim

pytestmark = pytest.mark.django_db

SAYS_THE_SAME = "Soldiers are assembling anew elsewhere."
SHARES_A_WORD = (
    "Regrouped peas are frozen in this factory, its owner says, and sold in bags of several sizes."
)


@pytest.fixture(autouse=True)
def _looked_up_anew():
    matching.forget_frequencies()
    indexes.forget_indexes()
    yield
    matching.forget_frequencies()
    indexes.forget_indexes()


@pytest.fixture
def store(reviewer):
    def store(text: str, *, publisher: str = "Somebody", **fields) -> Article:
        return ingest.store_article(
            by=reviewer, draft=Draft(text=text, publisher=publisher, **fields)
        ).article

    return store


@pytest.fixture
def claim(reviewer, store):
    return make_claim(
        by=reviewer,
        article=store(MINISTRY_TEXT, publisher="Ministry"),
        statement="The troops were being regrouped.",
    )


def embed_all() -> None:
    embedding.embed_claims_pending()
    embedding.embed_passages_pending()


def texts(found: matching.Candidates) -> list[str]:
    return [item.passage.text for item in found.items]


def test_a_passage_that_says_the_same_in_other_words_is_found(claim, store):
    store(SAYS_THE_SAME)
    store(SHARES_A_WORD, publisher="Farmer")
    assert texts(matching.candidate_passages(claim=claim)) == [SHARES_A_WORD]
    embed_all()
    found = matching.candidate_passages(claim=claim)
    assert set(texts(found)) == {SAYS_THE_SAME, SHARES_A_WORD}
    assert found.message == ""
    (same,) = [item for item in found.items if item.passage.text == SAYS_THE_SAME]
    assert same.cues == [IN_OTHER_WORDS]
    assert same.parts == [(SAYS_THE_SAME, False)]


def test_what_is_near_by_both_comes_before_what_is_near_by_one(claim, store):
    both = "The troops are regrouping, a reporter wrote."
    for number, text in enumerate((SHARES_A_WORD, SAYS_THE_SAME, both)):
        store(text, publisher=f"Publisher {number}")
    embed_all()
    found = matching.candidate_passages(claim=claim)
    assert texts(found)[0] == both
    best, *others = found.items
    assert best.score == pytest.approx(2 / 61)
    assert all(item.score <= 1 / 61 + 1 / 62 for item in others)
    assert [(item.rank, item.shown, item.made_by) for item in found.items] == [
        (rank, 3, "words+vectors-1") for rank in (1, 2, 3)
    ]


def test_what_has_hardly_a_subject_in_common_is_not_near(claim, store):
    store("The harvest of apples was good this year.")
    embed_all()
    assert not matching.candidate_passages(claim=claim)


def test_the_own_article_and_what_is_gone_stay_out_and_one_article_gives_three(editor, claim, store):
    from claims.domain import retraction

    gone = store("Soldiers are gathering again in new places.", publisher="Gone")
    store(
        " ".join(f"Soldiers are assembling anew in place {number}." for number in range(6)),
        publisher="Chatty",
    )
    embed_all()
    retraction.retract(by=editor, row=gone, reason="Not ours.")
    publishers = [
        item.passage.revision.article.publisher.name
        for item in matching.candidate_passages(claim=claim).items
    ]
    assert publishers == ["Chatty"] * 3


def test_a_typed_query_is_compared_by_meaning_too(claim, store):
    store(SAYS_THE_SAME)
    embed_all()
    assert texts(matching.candidate_passages(claim=claim, query="armed forces regroup")) == [SAYS_THE_SAME]


def test_the_page_asks_no_more_often_than_for_words_alone(claim, store, django_assert_num_queries):
    store(SAYS_THE_SAME)
    embed_all()
    matching.candidate_passages(claim=claim)
    with django_assert_num_queries(4):  # a savepoint, the words, the passages, its release
        assert matching.candidate_passages(claim=claim, attached=[]).items


def test_a_claim_that_waits_for_its_vector_is_searched_by_words(claim, store):
    store(SHARES_A_WORD)
    embedding.embed_passages_pending()
    found = matching.candidate_passages(claim=claim)
    assert texts(found) == [SHARES_A_WORD]
    assert "the claim waits to be compared by meaning" in found.message
    assert found.items[0].made_by == "words-1"


def test_the_vector_of_another_wording_does_not_count(claim, store):
    store(SHARES_A_WORD)
    embed_all()
    ClaimVector.objects.update(statement_sha256="0" * 64)
    assert "the claim waits" in matching.candidate_passages(claim=claim).message


def test_vectors_of_another_model_are_not_compared(claim, store):
    store(SHARES_A_WORD)
    embed_all()
    PassageVector.objects.update(model="older")
    found = matching.candidate_passages(claim=claim)
    assert texts(found) == [SHARES_A_WORD]
    assert "the articles wait to be compared by meaning" in found.message


@pytest.mark.parametrize("query", ["", "regrouped"])
def test_without_a_model_words_do_and_the_page_says_so(claim, store, settings, query):
    store(SHARES_A_WORD)
    embed_all()
    settings.EMBEDDER = "none"
    found = matching.candidate_passages(claim=claim, query=query)
    assert texts(found) == [SHARES_A_WORD]
    assert "without a sentence model" in found.message


def test_a_typed_query_survives_a_damaged_model(claim, store, settings, tmp_path):
    store(SHARES_A_WORD)
    embed_all()
    settings.EMBEDDER = str(tmp_path)
    found = matching.candidate_passages(claim=claim, query="regrouped")
    assert texts(found) == [SHARES_A_WORD]
    assert "the sentence model cannot be used" in found.message


def test_other_scripts_are_searched_by_words(claim, store):
    store("Війська перегрупувалися біля Ізюма.", language="uk")
    embed_all()
    found = matching.candidate_passages(claim=claim, query="Ізюма")
    assert len(found.items) == 1
    assert "does not know this script" in found.message


def test_too_many_vectors_without_an_index_are_left_alone(claim, store, monkeypatch):
    store(SAYS_THE_SAME + " " + SHARES_A_WORD)
    embed_all()
    monkeypatch.setattr(indexes, "LOOKED_AT", 1)
    indexes.forget_indexes()
    found = matching.candidate_passages(claim=claim)
    assert texts(found) == [SHARES_A_WORD]
    assert "wait for their index" in found.message


def test_a_passage_put_aside_makes_room_and_can_be_brought_back(
    reviewer, claim, store, django_assert_num_queries
):
    store(" ".join(f"Troops regrouped at place {number}." for number in range(4)), publisher="Chatty")
    embed_all()
    first = matching.candidate_passages(claim=claim, limit=3).items[0].passage
    place = {"revision": first.revision, "start": first.start, "end": first.end}
    candidates.refuse_candidate(by=reviewer, claim=claim, **place)
    with django_assert_num_queries(4):
        found = matching.candidate_passages(claim=claim, limit=3, attached=[])
    assert len(found.items) == 3
    assert first not in [item.passage for item in found.items]
    assert [item.passage for item in found.refused] == [first]
    other = make_claim(by=reviewer, statement="The troops were regrouped at last.")
    assert first in [item.passage for item in matching.candidate_passages(claim=other).items]
    candidates.propose_again(by=reviewer, claim=claim, **place)
    found = matching.candidate_passages(claim=claim, limit=3)
    assert first in [item.passage for item in found.items]
    assert found.refused == []


def test_when_all_was_put_aside_the_page_says_so(reviewer, claim, store):
    article = store("Troops regrouped.")
    candidates.refuse_candidate(by=reviewer, claim=claim, revision=article.current_revision, start=0, end=17)
    found = matching.candidate_passages(claim=claim)
    assert not found
    assert "put aside" in found.message
    assert len(found.refused) == 1


def test_the_nearest_are_found_by_the_index(claim, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE INDEX passage_vector_near ON claims_passagevector USING hnsw (vector halfvec_ip_ops)"
        )
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql = "WITH " + ranking.NEAR.format(asked=ranking.CLAIMS_VECTOR, nearest=60, least=0.3)
        cursor.execute(f"EXPLAIN {sql} SELECT * FROM near", {"claim": claim.pk, "statement_sha256": ""})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using passage_vector_near" in plan
    assert "One-Time Filter" in plan
