"""Working through what is worth checking in a browser: by keyboard, by mouse, without scripts."""

import pytest
from playwright.sync_api import expect

from claims.models import Article, Choice, Suggestion, User
from claims.tests.browser.conftest import assert_accessible
from claims.tests.factories import make_article, make_suggestion, make_user
from claims.vocabulary import Action, Role, SuggestionState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = (
    "Good evening 😀 to all. Unemployment fell to 4%. Is that so? A spokesman said 3,000 went east. Thanks."
)
FELL, WENT = "Unemployment fell to 4%.", "A spokesman said 3,000 went east."


@pytest.fixture
def reader() -> User:
    return make_user(Role.REVIEWER, username="reader", name="Olena Koval")


@pytest.fixture
def article(reader) -> Article:
    article = make_article(by=reader, text=TEXT, title="A debate")
    make_suggestion(article=article, quote=WENT)
    make_suggestion(article=article, quote=FELL, rank=2)
    return article


def test_suggestions_are_gone_through_by_keyboard_alone(open_desk, reader, article):
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    cursor, marked = page.locator(".sentence.at"), page.locator(".sentence.suggestion")
    expect(marked).to_have_count(2)
    page.keyboard.press("n")
    expect(cursor).to_have_text(FELL)
    page.keyboard.press("x")
    expect(marked).to_have_text([WENT])
    expect(page.get_by_role("status").get_by_text("Dismissed.")).to_be_visible()
    page.keyboard.press("z")
    expect(marked).to_have_count(2)
    page.keyboard.press("x")
    expect(marked).to_have_text([WENT])
    page.keyboard.press("n")
    expect(cursor).to_have_text(WENT)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Claim, able to stand alone")).to_have_value(WENT)
    expect(page.get_by_label("Claim, able to stand alone")).to_be_focused()
    page.get_by_role("button", name="Lift claim").press("Enter")
    expect(page.get_by_text("Lifted:")).to_be_visible()
    assert dict(Suggestion.objects.values_list("exact", "state")) == {
        FELL: SuggestionState.DISMISSED,
        WENT: SuggestionState.TAKEN,
    }
    assert list(Choice.objects.values_list("action", "rank")) == [
        (Action.REFUSED, 2),
        (Action.REFUSED, 2),
        (Action.TAKEN, 1),
    ]


def test_a_key_may_follow_an_answer_at_once(open_desk, reader, article):
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    page.evaluate(
        """() => {
            window.isSamePage = true;
            const press = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "z", bubbles: true }));
            document.addEventListener("htmx:afterSwap", () => queueMicrotask(press), { once: true });
        }"""
    )
    page.keyboard.press("n")
    page.keyboard.press("x")
    expect(page.get_by_role("status").get_by_text("Put back.")).to_be_visible()
    expect(page.locator(".sentence.suggestion")).to_have_count(2)
    assert page.evaluate("window.isSamePage")


def test_keys_do_nothing_where_nothing_is_suggested(open_desk, reader, article):
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("z")
    expect(page.locator(".sentence.suggestion")).to_have_count(2)
    assert not Choice.objects.exists()


def test_the_list_goes_to_the_text_lifts_and_dismisses(open_desk, reader, article):
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    assert_accessible(page)
    rail = page.locator("#suggestions")
    rail.get_by_role("link", name=WENT, exact=True).click()
    expect(page.locator(".sentence.at")).to_have_text(WENT)
    rail.get_by_role("button", name="Dismiss: Unemployment").click()
    expect(page.locator(".sentence.suggestion")).to_have_text([WENT])
    rail.get_by_text("1 dismissed").click()
    assert_accessible(page)
    rail.get_by_role("link", name="Lift: A spokesman").click()
    page.get_by_role("button", name="Lift claim").click()
    expect(page.get_by_text("Lifted:")).to_be_visible()
    expect(rail.get_by_text("Nothing left")).to_be_visible()
    assert Suggestion.objects.get(exact=WENT).claim.appearances.get().exact == WENT


def test_without_scripts_plain_forms_do_all_of_it(open_desk, reader, article):
    page = open_desk(reader, scripts=False)
    page.goto(f"/articles/{article.pk}/")
    rail = page.locator("#suggestions")
    rail.get_by_role("button", name="Dismiss: Unemployment").click()
    expect(page.locator(".sentence.suggestion")).to_have_text([WENT])
    rail.get_by_text("1 dismissed").click()
    rail.get_by_role("button", name="Put back: Unemployment").click()
    expect(page.locator(".sentence.suggestion")).to_have_count(2)
    rail.get_by_role("link", name="Lift: Unemployment").click()
    page.get_by_role("button", name="Lift claim").click()
    expect(page.get_by_text("Lifted:")).to_be_visible()
    assert Suggestion.objects.get(exact=FELL).state == SuggestionState.TAKEN
