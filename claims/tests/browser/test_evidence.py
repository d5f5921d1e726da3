"""Claims in a browser: the list narrowed, passages attached by keyboard and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from claims.models import Claim, Evidence
from claims.tests.browser.conftest import SCRIPTS, assert_accessible, somebody
from claims.vocabulary import Role, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def claim(newsroom):
    return Claim.objects.filter(stage=Stage.OPEN, evidence=None).order_by("pk")[0]


def test_passages_are_attached_by_keyboard_alone(claim, open_desk):
    page = open_desk(somebody(Role.REVIEWER))
    page.goto(f"/claims/{claim.pk}/evidence/")
    page.keyboard.press("/")
    page.keyboard.type("Balakliia")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=Balakliia"))
    card = page.locator("[data-candidate].current")
    expect(card.locator("mark").first).to_contain_text("Balakliia")
    page.keyboard.press("j")
    expect(card).to_be_focused()
    page.keyboard.press("2")
    expect(card.get_by_role("button", name="Refutes")).to_have_attribute("aria-pressed", "true")
    expect(card).to_have_class(re.compile("chosen is-refutes"))
    expect(page.locator("#tally")).to_have_text("1 link, 1 independent origin")
    page.keyboard.press("3")
    expect(card.get_by_role("button", name="Context")).to_have_attribute("aria-pressed", "true")
    assert [item.stance for item in Evidence.objects.filter(claim=claim)] == ["context"]


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_a_passage_is_put_aside_and_brought_back(scripts, claim, open_desk):
    page = open_desk(somebody(Role.REVIEWER), scripts=scripts)
    page.goto(f"/claims/{claim.pk}/evidence/?q=Balakliia")
    card = page.locator("[data-candidate]").first
    identity = card.get_attribute("id")
    if scripts:
        page.keyboard.press("j")
        page.keyboard.press("x")
    else:
        card.get_by_role("button", name="Not about this").click()
    aside = page.get_by_text("1 passage put aside as not about this claim")
    expect(aside).to_be_visible()
    expect(page.locator(f"#{identity}")).to_have_count(0)
    assert "q=Balakliia" in page.url
    aside.click()
    if scripts:
        assert_accessible(page)
    page.get_by_role("button", name="Propose again").click()
    expect(page.locator(f"#{identity}")).to_have_count(1)
    expect(aside).to_have_count(0)


def test_keys_typed_into_a_field_are_letters(claim, open_desk):
    page = open_desk(somebody(Role.REVIEWER))
    page.goto(f"/claims/{claim.pk}/evidence/")
    origin = page.get_by_label("Rests on").first
    origin.fill("")
    origin.press_sequentially("k 123 j")
    expect(origin).to_have_value("k 123 j")
    assert not Evidence.objects.filter(claim=claim).exists()


def test_passages_are_attached_without_scripts(claim, open_desk):
    page = open_desk(somebody(Role.REVIEWER), scripts=False)
    page.goto(f"/claims/{claim.pk}/evidence/?q=Balakliia")
    card = page.locator("[data-candidate]").first
    card.get_by_label("Rests on").fill("A reporter")
    card.get_by_role("button", name="Supports").click()
    expect(card.get_by_role("button", name="Supports")).to_have_attribute("aria-pressed", "true")
    expect(card.get_by_label("Rests on")).to_have_value("A reporter")
    assert "q=Balakliia" in page.url


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_the_list_is_narrowed(scripts, newsroom, open_desk):
    page = open_desk(somebody(Role.REVIEWER), scripts=scripts)
    page.goto("/claims/")
    rows = page.locator(".row-title")
    page.get_by_label("Words in the claim").fill("regrouping")
    page.get_by_role("button", name="Show these").click()
    expect(rows).to_have_count(1)
    assert "q=regrouping" in page.url
    page.get_by_role("link", name="Words in the claim: regrouping").click()
    expect(rows).to_have_count(Claim.objects.count())


def test_every_claim_of_a_page_is_ticked_at_once(newsroom, open_desk):
    page = open_desk(somebody(Role.REVIEWER))
    page.goto("/claims/?label=false")
    page.get_by_label("Tick all on this page").check()
    expect(page.locator('input[name="claim"]:checked')).to_have_count(page.locator(".row-title").count())
    page.locator('input[name="claim"]').first.uncheck()
    expect(page.get_by_label("Tick all on this page")).not_to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_claims_are_accessible_and_fit_a_small_screen(scheme, claim, open_desk):
    page = open_desk(somebody(Role.EDITOR), color_scheme=scheme, viewport={"width": 390, "height": 800})
    full = Claim.objects.filter(stage=Stage.PUBLISHED).order_by("pk")[0]
    item = full.evidence.all()[0]
    for path in (
        "/",
        "/claims/?label=false",
        f"/claims/{full.pk}/",
        f"/claims/{full.pk}/edit/",
        f"/claims/{full.pk}/history/",
        f"/claims/{full.pk}/evidence/",
        f"/claims/{full.pk}/evidence/link/",
        f"/evidence/{item.pk}/change/",
        f"/evidence/{item.pk}/retract/",
        f"/claims/{claim.pk}/retract/",
    ):
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
