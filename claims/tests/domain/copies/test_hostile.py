"""Texts that try to break the search for copies, and processes that get in each other's way."""

import threading
import time

import pytest
from django.db import connection, transaction

from claims.domain.copies import count_pending, find_copies_pending, part
from claims.domain.ingest import Draft, store_article
from claims.models import Article, CopyMark, CopyPair, CopySignature, Story
from claims.tests.factories import make_article, make_user
from claims.tests.texts import sentences, stories, text_of
from claims.vocabulary import Role

pytestmark = pytest.mark.django_db

A = sentences("a")


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "word",
        "word " * 100_000,
        "😀 " * 5_000,
        "-" * 33,
        "|---" * 3_000,
        "x" * 1_000_000,
        "\u0301" * 5_000,
        "“" * 50_000,
        '"a ' * 50_000,
        "漢字" * 3_000,
    ],
    ids=["dash", "word", "repeated", "emoji", "dashes", "table", "long", "marks", "open", "quotes", "han"],
)
def test_texts_without_words_to_compare_are_no_copies_and_take_no_time(reviewer, text):
    articles = [make_article(by=reviewer, text=text) for _ in range(2)]
    started = time.monotonic()
    assert find_copies_pending() == 2
    assert time.monotonic() - started < 10
    assert stories(*articles) == [None, None]
    assert count_pending() == 0


def test_texts_without_spaces_are_compared_sign_by_sign(reviewer):
    signs = "".join(chr(0x4E00 + (n * n * 31) % 5000) for n in range(600))
    one, other = make_article(by=reviewer, text=signs), make_article(by=reviewer, text=signs[100:])
    find_copies_pending()
    assert None not in stories(one, other)


@pytest.mark.slow
def test_ten_megabytes_take_their_time_and_no_more(reviewer):
    words = [f"w{number:x}" for number in range(1_400_000)]
    text = "\n".join(" ".join(words[at : at + 20]) + "." for at in range(0, len(words), 20))
    assert len(text) > 10_000_000
    large, copy = (make_article(by=reviewer, text=text) for _ in range(2))
    excerpt = make_article(by=reviewer, text=text[500_000:600_000])
    started = time.monotonic()
    assert find_copies_pending() == 3
    assert time.monotonic() - started < 60
    assert len(set(stories(large, copy))) == 1
    assert CopyMark.objects.filter(revision=large.current_revision).count() <= 4096
    assert stories(excerpt) == stories(large)


def at_once(task, times):
    barrier = threading.Barrier(times)
    results, failures = [], []

    def run():
        try:
            barrier.wait(timeout=30)
            results.append(task())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not failures, failures
    return results


@pytest.mark.django_db(transaction=True)
def test_several_processes_look_at_each_article_once_and_miss_no_copy():
    by = make_user(Role.REVIEWER)
    for number in range(24):
        for paper in range(2):
            text = text_of(sentences(number), [f"Read more in paper {paper}."])
            store_article(by=by, draft=Draft(text=text, title=f"{number}", publisher=f"Paper {paper}"))
    done = at_once(lambda: find_copies_pending(batch=3), 4)
    done.append(find_copies_pending())
    assert sum(done) == 48
    assert CopySignature.objects.count() == 48
    assert Story.objects.count() == CopyPair.objects.count() == 24
    assert not Article.objects.filter(story=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_articles_that_come_in_at_once_find_each_other():
    by = make_user(Role.REVIEWER)
    for round_ in range(3):
        articles = [make_article(by=by, text=text_of(sentences(f"round {round_}"))) for _ in range(3)]
        at_once(find_copies_pending, 3)
        assert len(set(stories(*articles))) == 1
        assert None not in stories(*articles)


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_breaks_leaves_nothing_half_done(monkeypatch):
    by = make_user(Role.REVIEWER)
    articles = [make_article(by=by, text=text_of(A)) for _ in range(2)]
    monkeypatch.setattr("claims.domain.copies.joining.unite", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        find_copies_pending()
    assert not CopySignature.objects.exists()
    assert not CopyMark.objects.exists()
    monkeypatch.undo()
    assert find_copies_pending() == 2
    assert None not in stories(*articles)


@pytest.mark.django_db(transaction=True)
def test_a_person_and_the_machine_change_stories_one_after_the_other():
    by = make_user(Role.REVIEWER)
    articles = [make_article(by=by, text=text_of(A)) for _ in range(3)]
    find_copies_pending()
    extra = [make_article(by=by, text=text_of(A)) for _ in range(3)]
    leaves = iter([articles[0], None, None])
    lock = threading.Lock()

    def work():
        with lock:
            leaving = next(leaves)
        if leaving is not None:
            with transaction.atomic():
                part(by=by, article=leaving)
        else:
            find_copies_pending(batch=1)

    at_once(work, 3)
    find_copies_pending()
    assert stories(articles[0]) == [None]
    assert len(set(stories(*articles[1:], *extra))) == 1
