"""One article at a time."""

import hashlib
import threading
from datetime import date

import pytest
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied
from django.db import connection

from claims.domain import retraction
from claims.domain.ingest import Draft, Outcome, add_revision, store_article
from claims.domain.refusals import Refused
from claims.models import (
    Appearance,
    Article,
    ArticleRevision,
    AuditEvent,
    Capture,
    Passage,
    Publisher,
    SearchChunk,
)
from claims.tests.factories import make_claim, make_user
from claims.vocabulary import AnchorMethod, PassageKind, Role

TEXT = (
    "Regrouping or rout?\n\nThe ministry said the troops were being regrouped. It gave no figure for losses.\n\n"
    "Leave a reply\n\nNonsense, said a reader."
)
pytestmark = pytest.mark.django_db


def draft(text=TEXT, **fields):
    return Draft(text=text, **{"title": "Regrouping or rout?", "publisher": "The Desk", **fields})


def test_a_new_article_is_stored_and_findable(reviewer):
    stored = store_article(
        by=reviewer,
        draft=draft(
            text="\ufeff" + TEXT.replace("\n", "\r\n"),
            byline="Ann  Lee",
            url="HTTPS://Example.org/A?b=C",
            published_on=date(2022, 9, 14),
            raw=b"raw bytes",
            media_type="text/html",
            filename="a.html",
            coverage=0.75,
        ),
    )
    article, revision = stored.article, stored.revision
    assert stored.outcome == Outcome.CREATED
    article.refresh_from_db()
    assert (article.title, article.byline, article.publisher.name) == (
        "Regrouping or rout?",
        "Ann Lee",
        "The Desk",
    )
    assert (article.url, article.language, article.published_on) == (
        "https://example.org/A?b=C",
        "en",
        date(2022, 9, 14),
    )
    assert article.current_revision == revision
    assert revision.text == TEXT
    assert revision.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert revision.coverage == 0.75
    assert bytes(revision.capture.content) == b"raw bytes"
    assert revision.capture.sha256 == hashlib.sha256(b"raw bytes").hexdigest()
    passages = list(revision.passages.all())
    assert [passage.text for passage in passages] == [
        TEXT[passage.start : passage.end] for passage in passages
    ]
    assert [passage.number for passage in passages] == list(range(5))
    assert passages[0].kind == PassageKind.HEADING
    assert passages[-1].kind == PassageKind.BOILERPLATE
    assert Passage.objects.get(search=SearchQuery("regrouped troops", config="english")) == passages[1]
    assert SearchChunk.objects.get(search=SearchQuery("rout losses", config="english")).revision == revision
    event = AuditEvent.objects.get(action="article.added")
    assert (event.actor, event.target_id, event.data["sha256"]) == (reviewer, article.pk, revision.sha256)


def test_the_same_words_are_stored_once(reviewer):
    first = store_article(by=reviewer, draft=draft())
    again = store_article(by=reviewer, draft=draft(publisher="THE DESK", title="Another title"))
    assert again.outcome == Outcome.ALREADY_HERE
    assert again.article == first.article
    assert "Regrouping or rout?" in again.message
    assert Article.objects.count() == Publisher.objects.count() == AuditEvent.objects.count() == 1


def test_the_same_words_from_another_publisher_are_another_article(reviewer):
    store_article(by=reviewer, draft=draft())
    assert store_article(by=reviewer, draft=draft(publisher="")).outcome == Outcome.CREATED
    assert set(Publisher.objects.values_list("name", flat=True)) == {"The Desk", "Unknown publisher"}


def test_the_same_bytes_are_kept_once(reviewer):
    store_article(by=reviewer, draft=draft(raw=b"x"))
    store_article(by=reviewer, draft=draft(raw=b"x", publisher="Other"))
    assert Capture.objects.count() == 1


def test_other_words_at_the_same_address_are_a_revision(reviewer):
    url = "https://example.org/live"
    first = store_article(by=reviewer, draft=draft(url=url))
    second = store_article(
        by=reviewer, draft=draft(text=TEXT + "\nMore.", url=url, publisher="", title="New title")
    )
    assert second.outcome == Outcome.REVISED
    assert second.article == first.article
    article = Article.objects.get()
    assert article.current_revision == second.revision
    assert article.title == "New title"
    assert second.revision.number == 2
    assert second.revision.passages.count() == 6
    # The old text comes back: it is already here, and the later one still stands.
    third = store_article(by=reviewer, draft=draft(url=url))
    assert third.outcome == Outcome.ALREADY_HERE
    assert "later revision" in third.message
    assert ArticleRevision.objects.count() == 2


def test_claims_move_along_with_a_new_text(reviewer):
    text = (
        "The ministry said the troops were being regrouped. It gave no figure for its losses in that week of fighting."
        " A spokesman said 3,000 soldiers had moved east."
    )
    stored = store_article(by=reviewer, draft=draft(text=text))
    kept = make_claim(by=reviewer, article=stored.article)
    reworded = make_claim(
        by=reviewer,
        article=stored.article,
        quote="It gave no figure for its losses in that week of fighting.",
    )
    gone = make_claim(by=reviewer, article=stored.article, quote="3,000 soldiers had moved east")
    new = (
        "😀 Updated. It gave no figures for its losses in that week of the fighting."
        " The ministry said the troops were being regrouped. That was on Saturday."
    )
    result = add_revision(by=reviewer, article=stored.article, draft=Draft(text=new))
    assert result.outcome == Outcome.REVISED
    moved = {
        appearance.claim: appearance for appearance in Appearance.objects.filter(revision=result.revision)
    }
    assert set(moved) == {kept, reworded}
    assert (moved[kept].method, moved[kept].score) == (AnchorMethod.EXACT, 1)
    assert moved[kept].exact == new[moved[kept].start : moved[kept].end] == "the troops were being regrouped"
    assert moved[kept].moved_from.revision == stored.revision
    assert moved[reworded].method == AnchorMethod.FUZZY
    assert moved[reworded].exact == "It gave no figures for its losses in that week of the fighting."
    assert gone.appearances.get().revision == stored.revision
    event = AuditEvent.objects.get(action="article.revised")
    assert len(event.data["moved"]) == 2
    assert event.data["left"] == [gone.appearances.get().pk]
    # What was left behind is looked for again in the next revision.
    last = add_revision(by=reviewer, article=stored.article, draft=Draft(text=text + " Back again."))
    assert {a.claim for a in Appearance.objects.filter(revision=last.revision)} == {kept, reworded, gone}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "a\ud800b"}, "text"),
        ({"title": "a\0b"}, "title"),
        ({"publisher": "x" * 201}, "publisher"),
        ({"published_on": date(1, 1, 1)}, "published_on"),
        ({"published_on": date(9999, 1, 1)}, "published_on"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "ftp://example.org/"}, "url"),
        ({"url": "https://user:word@example.org/"}, "url"),
        ({"url": "https://example.org/a b"}, "url"),
        ({"url": "https://example.org\\@evil.example/"}, "url"),
        ({"url": "https://example.org:99999/"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "//example.org/"}, "url"),
        ({"url": "https://[::1/"}, "url"),
        ({"url": "https://example.org/" + "a" * 2048}, "url"),
    ],
)
def test_refusals_name_the_field_and_store_nothing(reviewer, fields, field):
    with pytest.raises(Refused) as refusal:
        store_article(by=reviewer, draft=draft(**{"text": TEXT, **fields}))
    assert refusal.value.field == field
    assert not Article.objects.exists()


def test_a_text_above_the_limit_is_refused(reviewer, settings):
    settings.ARTICLE_MAX_BYTES = 100
    with pytest.raises(Refused, match="bytes"):
        store_article(by=reviewer, draft=draft(text="й" * 51))


def test_people_without_a_role_store_nothing(stranger):
    with pytest.raises(PermissionDenied):
        store_article(by=stranger, draft=draft())


def test_a_title_is_made_from_the_text(reviewer):
    stored = store_article(by=reviewer, draft=Draft(text="\n\n## First line\n\nWords follow here."))
    assert stored.article.title == "First line"
    stored = store_article(by=reviewer, draft=Draft(text="word " * 100))
    assert stored.article.title == ("word " * 23).strip() + "…"


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_store_one_article():
    people = [make_user(Role.REVIEWER) for _ in range(10)]
    barrier = threading.Barrier(10)
    outcomes = []

    def store(person):
        barrier.wait()
        try:
            outcomes.append(
                store_article(by=person, draft=draft(raw=b"x", url="https://example.org/a")).outcome
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=store, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Outcome.ALREADY_HERE] * 9 + [Outcome.CREATED]
    assert Article.objects.count() == Publisher.objects.count() == Capture.objects.count() == 1
    assert SearchChunk.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_revisions_made_at_once_are_numbered_one_by_one(reviewer):
    first = store_article(by=reviewer, draft=draft())
    barrier = threading.Barrier(5)

    def revise(number):
        barrier.wait()
        try:
            add_revision(by=reviewer, article=first.article, draft=draft(text=f"{TEXT}\nMore {number}."))
        finally:
            connection.close()

    threads = [threading.Thread(target=revise, args=[number]) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    article = Article.objects.get()
    assert list(article.revisions.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert article.current_revision.number == 6


@pytest.mark.parametrize("url", ["", "https://example.org/a"])
def test_words_are_known_by_what_their_publisher_is_called_now(reviewer, url):
    first = store_article(by=reviewer, draft=draft(publisher="Old name", url=url))
    Publisher.objects.filter(name="Old name").update(name="New name")
    again = store_article(by=reviewer, draft=draft(publisher="New name", url=url))
    assert (again.outcome, again.revision) == (Outcome.ALREADY_HERE, first.revision)


def test_a_new_text_of_a_retracted_article_says_that_it_is(reviewer):
    first = store_article(by=reviewer, draft=draft(url="https://example.org/a"))
    retraction.retract(by=reviewer, row=first.article, reason="A hoax.")
    later = store_article(by=reviewer, draft=draft("Other words of it.", url="https://example.org/a"))
    assert later.outcome == Outcome.REVISED
    assert "retracted: A hoax." in later.message
