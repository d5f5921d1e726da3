"""The review loop in a browser: by keyboard alone, offline, after a reload, and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from claims.domain import claiming, ingest, review
from claims.domain.ingest import Draft
from claims.models import Evidence, Lease, Verdict
from claims.tests.browser.conftest import assert_accessible
from claims.tests.factories import INSTITUTE_TEXT, MINISTRY_TEXT, make_claim, make_user
from claims.vocabulary import Role, Stance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def olena(transactional_db):
    return make_user(Role.REVIEWER, username="olena", name="Olena Koval")


@pytest.fixture
def claims(olena):
    """Two claims of one article, and another article that refutes the first."""
    draft = Draft(text=MINISTRY_TEXT, publisher="Ministry", title="A briefing")
    article = ingest.store_article(by=olena, draft=draft).article
    other = Draft(text=INSTITUTE_TEXT, publisher="Institute", title="An assessment")
    ingest.store_article(by=olena, draft=other)
    statements = ("The troops were being regrouped.", "There is no figure for the losses.")
    return [make_claim(by=olena, article=article, statement=words) for words in statements]


@pytest.fixture
def page(open_desk, olena, claims) -> Page:
    return at_first_claim(open_desk(olena))


def at_first_claim(page: Page) -> Page:
    """Open the review with requests of verdicts held by the test from the first, so that it may lose one later.

    A page that is loaded already takes up interception a moment after the browser has said so: on a slow
    machine the first request can slip past a route that was added then.
    """
    page.route("**/verdict/", lambda route: route.fallback())
    page.goto("/review/")
    expect(page.locator("h1")).to_have_text("The troops were being regrouped.")
    return page


def label(page: Page, value: str):
    return page.locator(f"#verdict [name=label][value={value}]")


def why(page: Page):
    return page.get_by_label("Why", exact=True)


def test_a_claim_is_reviewed_and_taken_back_by_keyboard_alone(page, claims):
    expect(page.locator("#needs")).to_contain_text("False needs a refuting source")
    page.keyboard.press("2")
    expect(page.locator("#evidence")).to_contain_text("The institute called the regrouping account")
    expect(page.locator("#needs")).not_to_contain_text("False needs")
    expect(page.locator(".source.current [value=refutes].stance")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("f")
    expect(label(page, "false")).to_be_checked()
    page.keyboard.press("r")
    page.keyboard.type("The institute saw a flight; true or false, 2 sources.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    expect(page).to_have_url(re.compile(rf"/review/{claims[1].pk}/$"))
    expect(page.locator("#given")).to_contain_text("False saved for “The troops were being regrouped.”")
    expect(page.locator("#waiting")).to_have_text("1 to review")
    assert Verdict.objects.get().rationale == "The institute saw a flight; true or false, 2 sources."
    expect(why(page)).to_have_value("")
    page.keyboard.press("z")
    expect(page.locator("h1")).to_have_text("The troops were being regrouped.")
    expect(why(page)).to_have_value("The institute saw a flight; true or false, 2 sources.")
    expect(label(page, "false")).to_be_checked()
    assert not Verdict.objects.current().exists()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Nothing waits for you")
    assert Verdict.objects.current().count() == 2


def test_the_claim_on_the_screen_is_in_ones_hands(page, claims, olena):
    expect(page.locator("#evidence")).to_be_visible()
    page.wait_for_timeout(300)
    assert Lease.objects.get().claim == claims[0]
    page.keyboard.press("s")
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    page.wait_for_timeout(300)
    assert Lease.objects.get().claim == claims[1]


def test_a_claim_that_somebody_took_meanwhile_is_passed_over(page, claims, olena):
    third = make_claim(by=olena, article=claims[0].lifted_from, statement="A third claim.")
    page.reload()
    page.wait_for_timeout(800)  # the second claim is fetched ahead by now
    marko = make_user(Role.REVIEWER, name="Marko Lis")
    review.take_lease(by=marko, claim=claims[1])
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("A third claim.")
    expect(page.locator("#given")).to_contain_text("Unproven saved")
    expect(page).to_have_url(re.compile(rf"/review/{third.pk}/$"))


def test_keys_stay_silent_while_one_types_or_holds_a_modifier(page):
    page.keyboard.press("/")
    page.keyboard.type("tfdu123sz?")
    expect(page.get_by_role("searchbox")).to_have_value("tfdu123sz?")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+f")
    page.keyboard.press("Control+u")
    assert page.locator("#verdict :checked").count() == 0
    assert not Evidence.objects.exists()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("t")
    assert page.locator("#verdict :checked").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(label(page, "true")).to_be_checked()
    expect(page.locator("#needs .missing")).to_have_text("True needs a supporting source")


def test_passages_are_searched_chosen_and_taken_back(page):
    page.keyboard.press("/")
    page.keyboard.type("hurried flight")
    page.keyboard.press("Enter")
    expect(page.locator("#candidates .source")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator("#evidence")).to_contain_text("Its analysts saw a hurried flight")
    page.keyboard.press("2")
    expect(page.locator("#evidence [data-stance=refutes]")).to_have_count(1)
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#evidence")).to_contain_text("None yet")
    expect(page.locator(".stance[aria-pressed=true]")).to_have_count(0)
    assert Evidence.objects.standing().count() == 0


def test_an_origin_can_be_named(page):
    page.locator("#candidates .source").first.get_by_text("Rests on").click()
    page.get_by_label("If it quotes somebody else").first.fill("A named analyst")
    page.locator("#candidates .source").first.get_by_role("button", name="Supports").click()
    expect(page.locator("#evidence")).to_contain_text("A named analyst")
    assert Evidence.objects.get().stance == Stance.SUPPORTS


def test_typed_text_outlives_a_reload(page):
    page.keyboard.press("d")
    why(page).fill("Half a thought")
    page.reload()
    expect(why(page)).to_have_value("Half a thought")
    expect(label(page, "disputed")).to_be_checked()
    expect(page.locator("#restored")).to_contain_text("Restored what you had written")
    page.get_by_role("button", name="Discard it").click()
    expect(why(page)).to_have_value("")
    page.reload()
    expect(why(page)).to_have_value("")


def test_typed_text_outlives_a_refusal(page):
    page.keyboard.press("t")
    why(page).fill("Not yet")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#verdict .error-summary")).to_contain_text("True needs one piece of evidence")
    expect(why(page)).to_have_value("Not yet")
    expect(label(page, "true")).to_be_checked()


def test_a_lost_connection_keeps_the_text_and_stores_the_verdict_once(page):
    page.keyboard.press("u")
    why(page).fill("Written on a train")
    page.wait_for_timeout(800)
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#unsent")).to_contain_text("no connection. Your text is kept")
    expect(why(page)).to_have_value("Written on a train")
    assert not Verdict.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    assert Verdict.objects.get().rationale == "Written on a train"


def test_an_answer_that_is_lost_on_its_way_stores_nothing_twice(page):
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.fetch())  # the desk stores it; the browser never hears of it
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/verdict/", lose)
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    expect(page.locator("#unsent")).to_contain_text("trying again")
    assert Verdict.objects.count() == 1
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    assert Verdict.objects.count() == 1


def test_what_waits_is_counted_right_though_the_next_claim_was_made_after_the_verdict(
    open_desk, olena, claims
):
    page, held = open_desk(olena), []
    page.route("**/review/?after=*", lambda route: held.append(route))
    at_first_claim(page)
    while not held:
        page.wait_for_timeout(20)
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    while not Verdict.objects.exists():
        page.wait_for_timeout(20)
    page.unroute("**/review/?after=*")
    held[0].continue_()
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    expect(page.locator("#waiting")).to_have_text("1 to review")


def test_a_server_that_fails_is_tried_again(open_desk, olena, claims):
    page = at_first_claim(open_desk(olena, tolerates=["status of 500"]))

    def fail(route):
        route.fulfill(status=500, body="")

    page.route("**/verdict/", fail)
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    expect(page.locator("#unsent")).to_contain_text("Not saved yet")
    page.unroute("**/verdict/", fail)  # the server is well again, and the page tries by itself
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    assert Verdict.objects.count() == 1


def test_a_session_that_ended_keeps_the_text(page):
    why(page).fill("Still here")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Enter")
    expect(page.locator("#unsent")).to_contain_text("You are signed out. Your text is kept")
    expect(why(page)).to_have_value("Still here")
    assert not Verdict.objects.exists()


def test_a_claim_changed_meanwhile_can_be_judged_as_it_reads_now(page, claims, olena):
    claiming.edit_claim(
        by=olena,
        claim=claims[0],
        version=1,
        statement="The troops had fled.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=True,
    )
    page.keyboard.press("u")
    why(page).fill("About the old words")
    page.keyboard.press("Control+Enter")
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("The troops were being regrouped.")
    expect(conflict).to_contain_text("The troops had fled.")
    expect(page.locator("h1")).to_have_text("The troops had fled.")
    expect(why(page)).to_have_value("About the old words")
    assert_accessible(page)
    page.get_by_role("button", name="Give this verdict on the new text").click()
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    assert Verdict.objects.get().claim_version == 2


def test_back_leads_to_the_claim_before(page, claims):
    page.keyboard.press("s")
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    page.go_back()
    expect(page.locator("h1")).to_have_text("The troops were being regrouped.")
    expect(page.locator("nav[aria-label=Main]")).to_be_visible()


def test_a_passage_is_put_aside_by_one_key_and_brought_back(page, claims):
    expect(page.locator("#candidates .source")).to_have_count(2)
    words = page.locator(".source.current blockquote").inner_text()
    page.keyboard.press("x")
    expect(page.locator("#candidates .source")).to_have_count(1)
    expect(page.locator(".source.current")).to_be_focused()
    expect(page.locator(".source.current blockquote")).not_to_have_text(words)
    expect(page.locator("#announce")).to_contain_text("Put aside")
    aside = page.get_by_text("1 passage put aside as not about this claim")
    aside.click()
    assert_accessible(page)
    page.get_by_role("button", name="Propose again").click()
    expect(page.locator("#candidates .source")).to_have_count(2)
    expect(aside).to_have_count(0)


@pytest.fixture
def six_reports(olena):
    for number in range(6):
        text = f"The troops are regrouping, reporter {number} wrote."
        ingest.store_article(by=olena, draft=Draft(text=text, publisher=f"Reporter {number}"))


@pytest.mark.parametrize("how", ["m", "click", "j"])
def test_more_passages_come_behind_the_first(page, six_reports, how):
    page.reload()
    expect(page.locator("#candidates .source")).to_have_count(6)
    assert_accessible(page)
    first = page.locator(".source.current blockquote").inner_text()
    if how == "click":
        page.get_by_role("link", name="More passages").click()
    else:
        for _ in range(6 if how == "j" else 1):
            page.keyboard.press(how)
    expect(page.locator("#candidates .source")).to_have_count(8)
    expect(page.locator("#candidates .source").nth(6)).to_be_focused()
    expect(page.locator(".source.current blockquote")).not_to_have_text(first)
    expect(page.get_by_role("link", name="More passages")).to_have_count(0)
    page.keyboard.press("m")
    expect(page.locator("#announce")).to_contain_text("no more passages")


def test_an_origin_that_was_typed_stays_when_more_passages_come(page, six_reports):
    page.reload()
    passage = page.locator("#candidates .source").nth(1)
    passage.get_by_text("Rests on").click()
    passage.locator("[name=origin]").fill("A spokesman of the brigade")
    page.get_by_role("link", name="More passages").click()
    expect(page.locator("#candidates .source")).to_have_count(8)
    expect(passage.locator("[name=origin]")).to_have_value("A spokesman of the brigade")
    expect(passage.locator("[name=origin]")).to_be_visible()


@pytest.mark.parametrize("key", ["2", "x", "m"])
def test_an_answer_that_comes_late_leaves_the_next_claim_alone(page, six_reports, key):
    page.reload()
    late = []
    page.route(re.compile(r"/evidence/$|more=1"), lambda route: late.append(route))
    page.keyboard.press(key)
    page.keyboard.press("u")
    why(page).fill("Nothing settles it.")
    why(page).press("Control+Enter")
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    evidence, others = page.locator("#evidence").inner_text(), page.locator("#candidates").inner_text()
    with page.expect_response(re.compile(r"/evidence/$|more=1")) as answered:
        late[0].continue_()
    answered.value.finished()
    page.wait_for_timeout(200)
    assert page.locator("#evidence").inner_text() == evidence
    assert page.locator("#candidates").inner_text() == others


def test_evidence_is_not_put_aside_by_mistake(page, claims):
    page.keyboard.press("2")
    expect(page.locator("#evidence")).to_contain_text("The institute called")
    page.keyboard.press("x")
    expect(page.locator("#announce")).to_contain_text("Take it back first")
    expect(page.locator("#candidates .source")).to_have_count(2)
    expect(page.locator(".source.current [name=refuse]")).to_be_hidden()


def test_the_loop_works_without_scripts(open_desk, olena, claims):
    page = open_desk(olena, scripts=False)
    page.goto("/review/")
    page.locator("#candidates").get_by_role("button", name="Refutes").first.click()
    expect(page.locator("#evidence")).to_contain_text("The institute called the regrouping account")
    page.locator("label.label", has_text="False").click()
    why(page).fill("A flight")
    page.get_by_role("button", name="Save, next").click()
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text("The troops were being regrouped.")
    expect(why(page)).to_have_value("A flight")
    page.get_by_role("button", name="Save, next").click()
    page.get_by_role("button", name="Skip").click()
    expect(page.locator("h1")).to_have_text("One claim is left")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_accessible_and_fits(open_desk, olena, claims, width, scheme):
    page = open_desk(olena, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto("/review/")
    page.keyboard.press("2")
    expect(page.locator("#evidence")).to_contain_text("The institute called")
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    page.keyboard.press("f")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("There is no figure for the losses.")
    assert_accessible(page)
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Nothing waits for you")
    assert_accessible(page)
