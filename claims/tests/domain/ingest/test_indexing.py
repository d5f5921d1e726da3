"""What makes articles findable, whatever they hold."""

import random
import threading

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection

from claims.domain.ingest import Draft, store_article
from claims.domain.ingest.bulk import store_many
from claims.domain.ingest.indexing import search_config
from claims.domain.ingest.pending import count_pending, index_pending
from claims.models import ArticleRevision, Passage, SearchChunk
from claims.tests.factories import make_user
from claims.vocabulary import Role

pytestmark = pytest.mark.django_db


def drafts(count, words="The storm came in the night. It took the roofs."):
    return [Draft(text=f"{words} Number {n}.", title=f"Storm {n}", source=str(n)) for n in range(count)]


def stored(by, count):
    return list(store_many(by=by, drafts=drafts(count)))


@pytest.mark.parametrize(
    ("language", "config"), [("en", "english"), ("ru", "russian"), ("uk", "simple"), ("", "simple")]
)
def test_configuration_by_language(language, config):
    assert search_config(language) == config


def test_pending_articles_are_indexed_once(reviewer):
    stored(reviewer, 7)
    assert count_pending() == 7
    seen = []
    assert index_pending(batch=3, progress=seen.append) == 7
    assert seen == [3, 3, 1]
    assert count_pending() == 0
    assert index_pending() == 0
    assert SearchChunk.objects.count() == 7
    for revision in ArticleRevision.objects.all():
        passages = list(revision.passages.all())
        assert [passage.text for passage in passages] == [revision.text[p.start : p.end] for p in passages]
        assert [passage.number for passage in passages] == [0, 1, 2]
        assert all(passage.search for passage in passages)


def test_words_are_found_by_their_stems(reviewer):
    stored(reviewer, 1)
    store_article(
        by=reviewer, draft=Draft(text="Войска отступили из города, сообщили жители. Это было вчера.")
    )
    index_pending()
    assert Passage.objects.get(search=SearchQuery("storms", config="english")).number == 0
    assert Passage.objects.get(search=SearchQuery("войсками", config="russian")).text.startswith("Войска")


def test_title_weighs_more_than_text(reviewer):
    store_article(by=reviewer, draft=Draft(title="Harvest", text="The storm came in the night, they said."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT search::text FROM claims_searchchunk")
        words = cursor.fetchone()[0]
    assert "'harvest':1A" in words
    assert "'storm':3 " in words + " "


def test_large_texts_share_a_batch_with_small_ones(reviewer, monkeypatch):
    monkeypatch.setattr("claims.domain.ingest.pending.BATCH_BYTES", 100)
    stored(reviewer, 5)
    assert index_pending(batch=4) == 5


def ten_megabytes() -> str:
    """A million words that all differ, in lines of twenty."""
    words = [f"w{number:x}{'xyz'[number % 3]}abcd" for number in range(1_000_000)]
    lines = [" ".join(words[at : at + 20]) + "." for at in range(0, len(words), 20)]
    return "\n".join(lines)


@pytest.mark.slow
def test_ten_megabytes_are_stored_and_found(reviewer):
    text = ten_megabytes()
    assert len(text) > 10_000_000
    revision = store_article(by=reviewer, draft=Draft(text=text, title="Large", language="en")).revision
    revision.refresh_from_db()
    assert revision.text == text
    chunks = SearchChunk.objects.filter(revision=revision)
    assert chunks.count() > 90
    assert sorted(chunks.values_list("number", flat=True)) == list(range(chunks.count()))
    for number in (0, 500_000, 999_999):
        word = f"w{number:x}{'xyz'[number % 3]}abcd"
        assert chunks.filter(search=SearchQuery(word, config="english")).count() == 1
        passage = Passage.objects.get(search=SearchQuery(word, config="english"))
        assert text[passage.start : passage.end] == passage.text


def test_a_chunk_that_is_too_long_for_postgres_is_cut_further(reviewer, monkeypatch):
    monkeypatch.setattr("claims.domain.ingest.indexing.CHUNK_LENGTH", 1_000_000)
    # Compounds are indexed whole and in parts, so these words take several times their length.
    number = random.Random(1)
    words = ["-".join(chr(number.randrange(0x4E00, 0x9F00)) * 3 for _ in range(8)) for _ in range(12_000)]
    revision = store_article(
        by=reviewer, draft=Draft(text=" ".join(words), title="Wide", language="zh")
    ).revision
    found = SearchChunk.objects.filter(revision=revision, search=SearchQuery(words[11_900], config="simple"))
    assert found.exists()
    assert SearchChunk.objects.filter(revision=revision).count() > 20


def test_words_too_long_for_an_index_do_no_harm(reviewer):
    text = "Before " + "x" * 50_000 + " behind."
    revision = store_article(by=reviewer, draft=Draft(text=text, language="en")).revision
    assert SearchChunk.objects.filter(
        revision=revision, search=SearchQuery("behind", config="english")
    ).exists()
    assert "".join(passage.text for passage in revision.passages.all()).replace(" ", "") == text.replace(
        " ", ""
    )


@pytest.mark.django_db(transaction=True)
def test_several_processes_index_each_article_once():
    stored(make_user(Role.REVIEWER), 60)
    counts = []
    barrier = threading.Barrier(4)

    def index():
        barrier.wait()
        try:
            counts.append(index_pending(batch=5))
        finally:
            connection.close()

    threads = [threading.Thread(target=index) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 60
    assert count_pending() == 0
    assert SearchChunk.objects.count() == 60
    assert Passage.objects.count() == 180


@pytest.mark.django_db(transaction=True)
def test_workers_share_the_work():
    stored(make_user(Role.REVIEWER), 30)
    assert index_pending(batch=5, workers=2) == 30
    assert SearchChunk.objects.count() == 30
