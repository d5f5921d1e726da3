"""Many articles at once."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from claims.domain import audit
from claims.domain.ingest import Draft, Outcome, Refusal
from claims.domain.ingest.bulk import store_many
from claims.models import Article, ArticleRevision, AuditEvent, Capture, Publisher
from claims.tests.factories import make_user
from claims.vocabulary import Role

pytestmark = pytest.mark.django_db


def draft(number, **fields):
    return Draft(
        **{
            "text": f"The storm came. Number {number}.",
            "source": f"x:{number}",
            "publisher": "The Desk",
            **fields,
        }
    )


def outcomes(results):
    return [result.outcome for result in results]


def test_everything_of_a_draft_is_stored(reviewer):
    given = draft(
        1,
        title="Storm",
        byline="Ann Lee",
        url="https://example.org/1",
        published_on=date(2022, 9, 14),
        raw=b"raw",
        encoding="cp1251",
        media_type="text/html",
        filename="a.html",
        coverage=0.5,
        language="uk",
    )
    (result,) = store_many(by=reviewer, drafts=[given])
    article = Article.objects.get()
    assert (result.article_id, result.outcome, result.message, result.source) == (
        article.pk,
        "created",
        "Storm",
        "x:1",
    )
    assert (article.title, article.byline, article.url, article.language) == (
        "Storm",
        "Ann Lee",
        given.url,
        "uk",
    )
    assert (article.published_on, article.publisher.name, article.added_by) == (
        date(2022, 9, 14),
        "The Desk",
        reviewer,
    )
    revision = article.current_revision
    assert (revision.text, revision.number, revision.coverage) == (given.text, 1, 0.5)
    assert bytes(revision.capture.content) == b"raw"
    assert (revision.capture.headers, revision.capture.filename) == ({"encoding": "cp1251"}, "a.html")
    event = AuditEvent.objects.get()
    assert (event.action, event.data["articles"]) == ("articles.imported", [article.pk])
    assert audit.verify().is_whole


def test_results_come_in_order_and_count_up(reviewer):
    offered = [
        draft(1),
        Refusal(source="x:2", reason="not JSON"),
        draft(1, source="x:3"),
        draft(4, text="a\0"),
        draft(5, url="https://example.org/5"),
        draft(6, url="https://example.org/5"),
        draft(7, publisher="the desk"),
    ]
    results = list(store_many(by=reviewer, drafts=offered))
    assert [result.source for result in results] == [item.source for item in offered]
    assert outcomes(results) == ["created", None, "already here", None, "created", "revised", "created"]
    assert results[1].message == "not JSON"
    assert results[3].message.startswith("text: The text holds a NUL")
    assert Article.objects.count() == 3
    assert Publisher.objects.count() == 1


def test_a_second_time_everything_is_here(reviewer):
    offered = [draft(number, url=f"https://example.org/{number}", raw=b"same") for number in range(5)]
    assert outcomes(store_many(by=reviewer, drafts=offered)) == [Outcome.CREATED] * 5
    assert outcomes(store_many(by=reviewer, drafts=offered)) == [Outcome.ALREADY_HERE] * 5
    assert Article.objects.count() == ArticleRevision.objects.count() == 5
    assert Capture.objects.count() == 1


def test_batches_are_stored_one_by_one(reviewer, monkeypatch):
    monkeypatch.setattr("claims.domain.ingest.bulk.BATCH_ITEMS", 2)
    seen = []
    results = store_many(by=reviewer, drafts=[draft(number) for number in range(5)], progress=seen.append)
    next(results)
    assert Article.objects.count() == 2
    assert len(list(results)) == 4
    assert seen == [2, 2, 1]
    assert AuditEvent.objects.count() == 3


def test_people_without_a_role_store_nothing(stranger):
    with pytest.raises(PermissionDenied):
        list(store_many(by=stranger, drafts=[draft(1)]))


@pytest.mark.django_db(transaction=True)
def test_the_same_import_in_ten_places_stores_each_article_once():
    people = [make_user(Role.REVIEWER) for _ in range(10)]
    offered = [
        draft(n, url=f"https://example.org/{n}", publisher=f"Paper {n % 3}", raw=b"x%d" % n)
        for n in range(20)
    ]
    barrier = threading.Barrier(10)
    found = []

    def store(person):
        barrier.wait()
        try:
            found.append(outcomes(store_many(by=person, drafts=offered)))
        finally:
            connection.close()

    threads = [threading.Thread(target=store, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = [[run[n] for run in found] for n in range(20)]
    for answers in counted:
        assert sorted(answers) == [Outcome.ALREADY_HERE] * 9 + [Outcome.CREATED]
    assert Article.objects.count() == ArticleRevision.objects.count() == 20
    assert Publisher.objects.count() == 3
    assert audit.verify().is_whole


def test_words_are_known_by_what_their_publisher_is_called_now(reviewer):
    list(store_many(by=reviewer, drafts=[draft(1, publisher="Old name")]))
    Publisher.objects.filter(name="Old name").update(name="New name")
    for name in ("New name", "NEW NAME", "Old name"):
        again = list(store_many(by=reviewer, drafts=[draft(1, publisher=name)]))
        assert [result.outcome for result in again] == [Outcome.ALREADY_HERE]
    assert Article.objects.count() == ArticleRevision.objects.count() == 1
