"""What is embedded, what is left alone, and what happens when several do it or one is stopped."""

import threading

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.domain import curation, embedding, ingest, retraction
from claims.domain.embedding import passages as work
from claims.domain.ingest import Draft
from claims.models import EmbeddedRevision, Passage, PassageVector
from claims.tests.domain.test_concurrency import all_at_once
from claims.tests.factories import INSTITUTE_TEXT, MINISTRY_TEXT, make_user
from claims.vocabulary import PassageKind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(reviewer):
    def store(text: str = MINISTRY_TEXT, *, publisher: str = "Somebody", **fields):
        return ingest.store_article(
            by=reviewer, draft=Draft(text=text, publisher=publisher, **fields)
        ).article

    return store


def change_language(article, *, by):
    """Have an article indexed anew."""
    curation.change_article(
        by=by,
        article=article,
        publisher=article.publisher,
        title=article.title,
        byline="",
        published_on=None,
        language="uk",
    )


def embedded() -> set[str]:
    return set(PassageVector.objects.values_list("passage__text", flat=True))


def test_every_passage_gets_the_vector_of_its_words(store):
    article = store()
    assert embedding.count_passages_pending() == 3
    assert embedding.embed_passages_pending() == 3
    assert embedding.count_passages_pending() == 0
    rows = list(PassageVector.objects.select_related("passage").order_by("passage__number"))
    assert [row.passage.revision_id for row in rows] == [article.current_revision_id] * 3
    assert {row.model for row in rows} == {embedding.model_name()}
    expected = embedding.embed([row.passage.text for row in rows])
    assert np.allclose(np.array([row.vector for row in rows]), expected, atol=0.002)


def test_nothing_is_done_twice(store, django_assert_num_queries):
    store()
    embedding.embed_passages_pending()
    store(INSTITUTE_TEXT)
    assert embedding.embed_passages_pending() == 2
    with django_assert_num_queries(1):  # a look at what waits
        assert embedding.embed_passages_pending() == 0


def test_what_waits_is_found_by_index(store):
    store()
    embedding.embed_passages_pending()
    model = embedding.model_name()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # revisions that aren't there
        cursor.execute(
            "INSERT INTO claims_embeddedrevision SELECT n, %s FROM generate_series(10000, 30000) n", [model]
        )
        cursor.execute("ANALYZE claims_embeddedrevision")
        cursor.execute("EXPLAIN " + work.OUTDATED_MODELS, [model])
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("EXPLAIN " + work.WAITING, ["", 0, 16])
        plan += "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("DELETE FROM claims_embeddedrevision WHERE revision_id >= 10000")
    assert plan.count("using revision_by_embedder") == 2
    assert "Seq Scan on claims_embeddedrevision" not in plan
    assert "claims_passage " not in plan


def test_boilerplate_is_left_out(store):
    article = store()
    Passage.objects.filter(number=1).update(kind=PassageKind.BOILERPLATE)
    assert embedding.embed_revision(revision_id=article.current_revision_id) == 2
    assert Passage.objects.get(number=1).text not in embedded()


def test_a_passage_whose_words_or_kind_change_is_embedded_anew(store):
    article = store()
    embedding.embed_passages_pending()
    Passage.objects.filter(number=0).update(text="Something else altogether.")
    Passage.objects.filter(number=1).update(kind=PassageKind.BOILERPLATE)
    assert embedding.count_passages_pending() == 1
    assert embedding.embed_revision(revision_id=article.current_revision_id) == 1
    assert embedded() == {"Something else altogether.", Passage.objects.get(number=2).text}


def test_only_the_current_text_is_embedded_and_older_vectors_go(reviewer, store):
    article = store(url="https://example.com/a")
    embedding.embed_passages_pending()
    old = article.current_revision_id
    ingest.add_revision(by=reviewer, article=article, draft=Draft(text="Nothing was said. It rained."))
    assert embedding.embed_revision(revision_id=old) == 0
    article.refresh_from_db()
    assert embedding.embed_revision(revision_id=article.current_revision_id) == 2
    assert embedded() == {"Nothing was said.", "It rained."}


def test_a_retracted_article_waits_until_it_is_restored(editor, store):
    article = store()
    retraction.retract(by=editor, row=article, reason="Not ours.")
    assert embedding.count_passages_pending() == 0
    assert embedding.embed_revision(revision_id=article.current_revision_id) == 0
    assert embedding.embed_passages_pending() == 0
    article.refresh_from_db()
    retraction.restore(by=editor, row=article)
    assert embedding.embed_passages_pending() == 3


def test_vectors_go_with_their_passages(editor, store):
    article = store(language="en")
    embedding.embed_passages_pending()
    change_language(article, by=editor)
    assert not PassageVector.objects.exists()
    assert embedding.embed_passages_pending() == 3


def test_another_model_embeds_everything_anew(store):
    store()
    embedding.embed_passages_pending()
    PassageVector.objects.update(model="older")
    EmbeddedRevision.objects.update(model="older")
    assert embedding.count_passages_pending() == 3
    assert embedding.embed_passages_pending() == 3
    assert set(PassageVector.objects.values_list("model", flat=True)) == {embedding.model_name()}


def test_a_long_article_is_embedded_in_several_transactions(store, monkeypatch):
    monkeypatch.setattr(work, "PASSAGES_AT_ONCE", 4)
    article = store(" ".join(f"Sentence {number} stands here." for number in range(10)))
    store(INSTITUTE_TEXT)
    batches = []
    assert embedding.embed_passages_pending(progress=batches.append) == 12
    assert batches == [4, 4, 4]
    assert not EmbeddedRevision.objects.filter(model="").exists()
    Passage.objects.filter(number__lt=9, revision=article.current_revision).update(text="Changed.")
    assert embedding.embed_revision(revision_id=article.current_revision_id) == 9


def test_stopped_in_the_middle_it_goes_on_where_it_was(store, monkeypatch):
    monkeypatch.setattr(work, "PASSAGES_AT_ONCE", 4)
    store(" ".join(f"Sentence {number} stands here." for number in range(10)))

    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embedding.embed_passages_pending(progress=stop)
    assert PassageVector.objects.count() == 4
    assert embedding.count_passages_pending() == 6
    assert embedding.embed_passages_pending() == 6


def test_without_a_model_nothing_waits_and_the_reason_is_given(store, settings, capsys):
    store()
    settings.EMBEDDER = "none"
    assert embedding.count_passages_pending() == 0
    with pytest.raises(embedding.NoEmbedding, match="EMBEDDER is none"):
        embedding.embed_passages_pending()
    for command in ("embed_passages", "embed_claims"):
        with pytest.raises(CommandError, match="EMBEDDER is none"):
            call_command(command)


@pytest.mark.django_db(transaction=True)
def test_the_command_embeds_and_says_so(capsys):
    reviewer = make_user(Role.REVIEWER)
    ingest.store_article(by=reviewer, draft=Draft(text=MINISTRY_TEXT, publisher="Somebody"))
    call_command("embed_passages")
    assert capsys.readouterr().out.startswith("3 passages embedded in ")
    call_command("embed_passages")
    assert capsys.readouterr().out.startswith("0 passages embedded in ")


@pytest.mark.django_db(transaction=True)
def test_several_processes_share_the_work():
    reviewer = make_user(Role.REVIEWER)
    for number in range(12):
        text = " ".join(f"Report {number} has sentence {line}." for line in range(5))
        ingest.store_article(by=reviewer, draft=Draft(text=text, publisher="Somebody"))
    done = all_at_once([lambda: embedding.embed_passages_pending(batch=2)] * 3)
    assert sum(done) == 60
    assert PassageVector.objects.count() == 60


@pytest.mark.django_db(transaction=True)
def test_an_article_may_be_indexed_anew_while_its_passages_are_embedded(monkeypatch):
    """Neither waits for the other forever, and what is there at the end has its vectors."""
    editor = make_user(Role.EDITOR)
    article = ingest.store_article(by=editor, draft=Draft(text=MINISTRY_TEXT, publisher="Somebody")).article
    embeds, original = threading.Event(), work.embed

    def slow(texts):
        embeds.set()
        connection.connection.cursor().execute("SELECT pg_sleep(0.3)")
        return original(texts)

    monkeypatch.setattr(work, "embed", slow)

    def edit():
        embeds.wait(timeout=20)
        change_language(article, by=editor)

    all_at_once([embedding.embed_passages_pending, edit])
    assert embedding.embed_passages_pending() == 3
    assert PassageVector.objects.count() == Passage.objects.count() == 3
