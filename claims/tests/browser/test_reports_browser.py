"""A report from ticked claims to the public page, by keyboard and by mouse, with and without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Claim, Report, ReportItem
from claims.tests.browser.conftest import SCRIPTS, assert_accessible, somebody
from claims.vocabulary import Role, Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("newsroom"),
]


def make(page: Page) -> Report:
    """Tick every published claim, and one that is not, and make a report of them."""
    page.goto(f"{reverse('claim-list')}?stage=published")
    for tick in page.locator(".row-pick input").all():
        tick.check()
    page.get_by_role("button", name="Make a report of the ticked claims").press("Enter")
    page.get_by_label("Title").fill("The week in Kharkiv")
    page.get_by_role("button", name="Make the report").press("Enter")
    page.wait_for_url("**/reports/*/")
    return Report.objects.get(title="The week in Kharkiv")


def words(report: Report) -> list[str]:
    standing = ReportItem.objects.standing().filter(report=report).order_by("position")
    return list(standing.values_list("claim__statement", flat=True))


def shown(page: Page) -> list[str]:
    return page.locator(".arrange .row-title").all_inner_texts()


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_a_report_is_put_together_and_published(open_desk, scripts):
    page = open_desk(somebody(Role.EDITOR), scripts=scripts)
    report = make(page)
    page.get_by_role("link", name="Edit and arrange").click()
    before = words(report)

    # By keyboard: the focus stays on the button, so that it can be pressed again.
    down = page.get_by_role("button", name=f"Move down: {before[0]}")
    down.press("Enter")
    expect(page.get_by_text("Now number 2").first).to_be_visible()
    assert shown(page) == [before[1], before[0], *before[2:]]
    if scripts:
        expect(down).to_be_focused()
        page.keyboard.press("Alt+ArrowDown")
        expect(page.get_by_text("Now number 3").first).to_be_visible()
        page.keyboard.press("Alt+ArrowUp")
        expect(page.get_by_text("Now number 2").first).to_be_visible()
    assert words(report) == [before[1], before[0], *before[2:]]

    # By mouse: a section, with two ticked claims in it.
    page.get_by_label("Title").fill("On the ground")
    page.get_by_role("button", name="Add the section").click()
    page.get_by_role("heading", name="On the ground").wait_for()
    for statement in before[:2]:
        page.get_by_label(f"Choose: {statement}").check()
    page.get_by_label("Ticked claims to").select_option("On the ground")
    page.get_by_role("button", name="Move there").click()
    expect(page.get_by_text("2 claims moved to “On the ground”.").first).to_be_visible()
    assert words(report) == [*before[2:], before[1], before[0]]

    # A number, and Enter.
    page.get_by_label(f"Choose: {before[0]}").check()
    page.get_by_label("or to number").fill("1")
    page.get_by_label("or to number").press("Enter")
    expect(page.get_by_text("1 claim moved.").first).to_be_visible()
    assert words(report)[0] == before[0]

    # Taken out, and put back where it stood.
    page.get_by_role("button", name=f"Take out: {before[1]}").click()
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_text("Put back as number 5.").first).to_be_visible()
    assert words(report)[-1] == before[1]
    if scripts:
        assert_accessible(page)

    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="Open the public page").click()
    page.wait_for_url("**/reports/the-week-in-kharkiv/")
    public = open_desk(None, scripts=scripts)
    public.goto(page.url)
    expect(public.get_by_role("heading", name="The week in Kharkiv")).to_be_visible()
    expect(public.get_by_role("heading", name="On the ground")).to_be_visible()
    assert public.locator(".report-claim h3").all_inner_texts() == [f"“{each}”" for each in words(report)]
    public.get_by_role("link", name="Evidence and reasons for claim 1").click()
    expect(public.get_by_role("heading", name=f"“{words(report)[0]}”")).to_be_visible()


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_what_is_not_ready_is_taken_out_on_the_way(open_desk, scripts):
    page = open_desk(somebody(Role.EDITOR), scripts=scripts)
    report = make(page)
    waiting = Claim.objects.filter(stage=Stage.OPEN).order_by("-pk")[0]
    page.goto(reverse("report-add-claims", args=[report.pk]))
    page.get_by_label(f"Choose: {waiting.statement}").check()
    page.get_by_role("button", name="Add the ticked claims").click()
    page.wait_for_url("**/arrange/")
    assert waiting.statement in shown(page)
    page.goto(reverse("report-publish", args=[report.pk]))
    expect(page.get_by_role("link", name=waiting.statement)).to_be_visible()
    page.get_by_role("button", name="Take it out of the report").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="Open the public page").wait_for()
    assert waiting.statement not in words(report)


def test_two_people_at_once_are_told(open_desk):
    editor, reviewer = somebody(Role.EDITOR), somebody(Role.REVIEWER)
    page, other = open_desk(editor), open_desk(reviewer)
    report = make(page)
    address = reverse("report-arrange", args=[report.pk])
    page.goto(address)
    other.goto(address)
    before = words(report)
    other.get_by_role("button", name=f"Take out: {before[0]}").click()
    other.get_by_role("button", name="Put it back").wait_for()
    page.get_by_role("button", name=f"Move up: {before[2]}").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was moved")
    assert shown(page) == before[1:]
