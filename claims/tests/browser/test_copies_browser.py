"""Pairs of articles, answered by keyboard, with and without scripts."""

import pytest
from django.urls import reverse

from claims.domain.copies import find_copies_pending
from claims.domain.ingest import Draft, store_article
from claims.models import CopyPair
from claims.tests.browser.conftest import SCRIPTS, somebody
from claims.tests.texts import are_one, sentences, text_of
from claims.vocabulary import PairState, Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("newsroom"),
]


@pytest.fixture
def pairs(newsroom):
    by = somebody(Role.REVIEWER)
    for name in ("Harbour", "Bridge"):
        for text in (
            text_of(sentences(name)),
            text_of(sentences(name)[:8], sentences(f"other {name}", 12)),
        ):
            store_article(by=by, draft=Draft(text=text, title=name, publisher=f"{name} {len(text)}"))
    find_copies_pending()
    return list(CopyPair.objects.asked())


def test_pairs_are_answered_by_keyboard(open_desk, pairs):
    page = open_desk(somebody(Role.REVIEWER))
    page.goto(reverse("article-list"))
    page.get_by_role("link", name="have a look").click()
    page.wait_for_url("**/articles/copies/")
    page.keyboard.press("n")
    page.wait_for_url("**/?after=*")
    page.keyboard.press("n")
    page.wait_for_url(f"**/?after={pairs[1].pk}")
    page.keyboard.press("s")
    page.get_by_text("The same story: “").wait_for()
    assert are_one(pairs[0].first, pairs[0].second)
    page.keyboard.press("x")
    page.get_by_text("No pair of articles waits").wait_for()
    page.keyboard.press("z")
    page.get_by_text("Taken back: all is as it was.").wait_for()
    assert CopyPair.objects.get(pk=pairs[1].pk).state == PairState.ASKED
    assert page.get_by_role("heading", name="Is this the same story?").is_visible()


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_a_copy_is_taken_out_and_put_back(open_desk, scripts):
    page = open_desk(somebody(Role.REVIEWER), scripts=scripts)
    find_copies_pending()
    page.goto(reverse("article-list"))
    page.get_by_text("and 1 copy").click()
    page.get_by_role("link", name="What differs").click()
    page.get_by_role("heading", name="Two articles of one story").wait_for()
    page.go_back()
    page.locator(".row", has_text="and 1 copy").locator(".row-title a").click()
    page.get_by_role("button", name="Not a copy: take it out").click()
    page.get_by_text("a source of its own now").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="1 copy of the same story").wait_for()
