"""Earlier claims in a browser: beside the words that are lifted, and by single keys on a claim's page."""

import re

import pytest
from playwright.sync_api import expect

from claims.models import Appearance, Claim, ClaimLink, User
from claims.tests.browser.conftest import SCRIPTS, assert_accessible
from claims.tests.factories import make_article, make_claim, make_user
from claims.vocabulary import Relation, Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Officials spoke. The troops were being regrouped near Izium on Saturday. It gave no figure."
QUOTE = "The troops were being regrouped near Izium on Saturday."


@pytest.fixture
def reader(settings) -> User:
    settings.EMBEDDER = "none"
    return make_user(Role.REVIEWER, username="reader", name="Olena Koval")


@pytest.fixture
def earlier(reader) -> Claim:
    return make_claim(by=reader, article=make_article(by=reader, text=TEXT), statement=QUOTE, quote=QUOTE)


@pytest.fixture
def later(reader, earlier) -> Claim:
    article = make_article(by=reader, text=TEXT)
    return make_claim(by=reader, article=article, statement=f"Officials: {QUOTE}", quote=QUOTE)


def lift_address(article) -> str:
    start = TEXT.index(QUOTE)
    return f"/articles/{article.pk}/lift/?start={start}&end={start + len(QUOTE)}"


def test_earlier_claims_follow_what_is_typed_and_one_takes_the_place(open_desk, reader, earlier):
    article = make_article(by=reader, text=TEXT)
    page = open_desk(reader)
    page.goto(lift_address(article))
    expect(page.get_by_text("Probably the same")).to_be_visible()
    statement = page.get_by_label("Claim, able to stand alone")
    statement.fill("Grain prices doubled in Lisbon")
    expect(page.get_by_text("Probably the same")).to_have_count(0)
    statement.fill(QUOTE)
    expect(page.get_by_text("Probably the same")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Same claim: add this place to it").click()
    expect(page.get_by_text("stands here too")).to_be_visible()
    assert Claim.objects.count() == 1
    assert Appearance.objects.latest("pk").revision.article == article


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_enter_in_a_field_lifts_and_never_joins(open_desk, reader, earlier, scripts):
    article = make_article(by=reader, text=TEXT)
    page = open_desk(reader, scripts=scripts)
    page.goto(lift_address(article))
    if scripts:
        expect(page.get_by_role("button", name="Same claim: add this place to it")).to_be_visible()
    page.get_by_label("Claimant").press("Enter")
    if not scripts:  # shown on the way, since it could not be shown before
        expect(page.get_by_text("An earlier claim says nearly the same")).to_be_visible()
        page.get_by_label("Claimant").press("Enter")
    expect(page.get_by_text("Lifted:")).to_be_visible()
    assert Claim.objects.count() == 2
    assert Appearance.objects.filter(claim=earlier).count() == 1


def test_keys_decide_and_undo_and_are_letters_in_a_field(open_desk, reader, earlier, later):
    page = open_desk(reader)
    page.goto(f"/claims/{later.pk}/")
    expect(page.get_by_text("Probably the same")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("j")
    expect(page.locator("[data-match]")).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_text("1 claim was found different")).to_be_visible()
    assert ClaimLink.objects.standing().get().relation == Relation.DIFFERENT
    page.keyboard.press("z")
    expect(page.get_by_text("no longer linked")).to_be_visible()
    assert not ClaimLink.objects.standing().exists()
    page.keyboard.press("=")
    expect(page.get_by_text("which has its places now")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/claims/{earlier.pk}/"))
    assert ClaimLink.objects.standing().get().gone == later
    page.keyboard.press("z")
    expect(page.get_by_text("stands by itself again")).to_be_visible()


def test_a_menu_says_how_two_are_related_without_scripts_too(open_desk, reader, earlier, later):
    page = open_desk(reader, scripts=False)
    page.goto(f"/claims/{later.pk}/")
    page.get_by_text("Related").click()
    page.get_by_role("button", name="They contradict one another").click()
    expect(page.get_by_text("Olena Koval said so")).to_be_visible()
    assert ClaimLink.objects.standing().get().relation == Relation.CONTRADICTS
