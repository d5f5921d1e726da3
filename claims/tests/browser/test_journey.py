"""A newcomer's first visit: review a claim, publish it, make a report of it and take it away."""

import csv
import io
import json

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.domain import access
from claims.models import Claim, Verdict
from claims.tests.browser.conftest import SCRIPTS, somebody
from claims.vocabulary import Label, Role, Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("newsroom"),
]
WHY = "The maps of the institute and the ministry's own words agree."


def taken_away(page: Page, form: str) -> str:
    link = page.locator(f'a[href$="claims.{form}"]')
    if not link.is_visible():
        page.get_by_text("Download", exact=True).click()
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_from_the_printed_link_to_the_exported_report(open_desk, settings, scripts):
    settings.DEMO = True
    secret = access.make_sign_in_link(user=somebody(Role.REVIEWER))
    page = open_desk(None, scripts=scripts)

    page.goto(reverse("sign-in-link", args=[secret]))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("main").get_by_role("link", name="Start reviewing").click()
    statement = page.get_by_role("heading", level=1).inner_text()
    claim = Claim.objects.get(statement=statement)
    page.locator("#candidates .source").first.get_by_role("button", name="Refutes").click()
    expect(page.locator("#evidence .is-refutes").first).to_be_visible()
    page.get_by_role("radio", name="False").check(force=True)
    page.get_by_label("Why", exact=True).fill(WHY)
    page.get_by_role("button", name="Save, next").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(statement)
    expect(page.get_by_text("saved").first).to_be_visible()
    verdict = Verdict.objects.get(claim=claim, reviewer=somebody(Role.REVIEWER))
    assert (verdict.label, verdict.rationale) == (Label.FALSE, WHY)

    page = open_desk(somebody(Role.EDITOR), scripts=scripts)
    page.goto(reverse("ruling-publish", args=[claim.pk]))
    page.get_by_label("Why", exact=True).fill("Nobody else was there to see it.")
    page.get_by_role("button", name="Publish", exact=True).click()
    claim.refresh_from_db()
    assert (claim.stage, claim.label) == (Stage.PUBLISHED, Label.FALSE)

    public = open_desk(None, scripts=scripts)
    public.goto(reverse("check-detail", args=[claim.slug]))
    expect(public.get_by_role("heading", level=1)).to_contain_text(statement)
    assert WHY not in public.content()

    page.goto(f"{reverse('claim-list')}?stage=published")
    page.get_by_role("checkbox", name=statement).check()
    page.get_by_role("button", name="Make a report of the ticked claims").click()
    page.get_by_label("Title").fill("The week in Kharkiv")
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The week in Kharkiv")
    rows = list(csv.reader(io.StringIO(taken_away(page, "csv"))))
    assert any(statement in row for row in rows)
    assert statement in json.dumps(json.loads(taken_away(page, "json")), ensure_ascii=False)


def test_the_whole_loop_by_keyboard_alone(open_desk):
    """No mouse: sign-in to verdict, undo, and the next claim."""
    page = open_desk(somebody(Role.REVIEWER))
    page.goto(reverse("desk"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith("Start reviewing"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/*/**")
    heading = page.get_by_role("heading", level=1)
    first = heading.inner_text()
    page.keyboard.press("j")
    page.keyboard.press("2")
    expect(page.locator("#evidence .is-refutes").first).to_be_visible()
    page.keyboard.press("f")
    page.keyboard.press("r")
    page.keyboard.type("A letter f and a 2 typed here are only text.")
    page.keyboard.press("Control+Enter")
    expect(heading).not_to_have_text(first)
    assert Verdict.objects.get(claim__statement=first).label == Label.FALSE
    page.keyboard.press("z")
    expect(heading).to_have_text(first)
    expect(page.get_by_label("Why", exact=True)).to_have_value("A letter f and a 2 typed here are only text.")
    assert not Verdict.objects.current().filter(claim__statement=first).exists()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(heading).not_to_have_text(first)


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_a_claim_is_lifted_from_an_article(open_desk, scripts):
    page = open_desk(somebody(Role.REVIEWER), scripts=scripts)
    page.goto(reverse("article-list"))
    page.get_by_role(
        "link", name="Fact-check: Moscow says its army is merely regrouping near Kharkiv"
    ).click()
    page.wait_for_url("**/articles/*/")  # and for its scripts
    if scripts:
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
    else:
        page.get_by_role("link", name="Lift").nth(3).click()
    statement = page.locator("textarea[name=statement]")
    expect(statement).not_to_be_empty()
    statement.fill("This claim was lifted in a browser.")
    page.get_by_role("button", name="Lift claim").click()
    expect(page.get_by_role("link", name="This claim was lifted in a browser.").first).to_be_visible()
    claim = Claim.objects.get(statement="This claim was lifted in a browser.")
    place = claim.appearances.get()
    assert place.revision.text[place.start : place.end] == place.exact


def test_articles_come_in_by_file(open_desk, tmp_path):
    one, two, three = tmp_path / "one.txt", tmp_path / "two.html", tmp_path / "three.pdf"
    one.write_text("A first article\n\nIts words stand here, and they are enough to be stored.\n")
    two.write_text(
        "<!doctype html><title>A second article</title><article><h1>A second article</h1>"
        "<p>This paragraph came in as a web page and says something about troops.</p></article>"
    )
    three.write_bytes(b"%PDF-1.7 not taken")
    page = open_desk(somebody(Role.REVIEWER))
    page.goto(reverse("article-add"))
    page.locator("input[type=file]").set_input_files([one, two, three])
    page.locator("form:has(input[type=file])").get_by_role("button").last.click()
    expect(page.get_by_role("link", name="A first article").first).to_be_visible()
    expect(page.get_by_role("link", name="A second article").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("three.pdf")
