"""Reading an article and lifting claims from it in a browser: by mouse, by keyboard, without scripts."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from claims.domain.ingest.pending import index_pending
from claims.models import Appearance, Article, Choice, Claim, User
from claims.tests.browser.conftest import assert_accessible
from claims.tests.factories import make_article, make_claim, make_user
from claims.vocabulary import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = (
    "Before 😀🇺🇦 it all 😀 began. The ministry 😀 said the troops were being regrouped. It gave no figure.\n\n"
    "A second paragraph stands here. Its last sentence is this one."
)
QUOTE = "said the troops were being regrouped"


@pytest.fixture
def reader() -> User:
    return make_user(Role.REVIEWER, username="reader", name="Olena Koval")


@pytest.fixture
def article(reader) -> Article:
    return make_article(by=reader, text=TEXT, title="A retreat", published_on=date(2022, 9, 10))


def select(page: Page, words: str) -> None:
    """Select words of one text node as a mouse would leave them."""
    page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.getElementById("article-text"), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length);
            }
            throw new Error("not in one text node: " + words);
        }""",
        words,
    )


def test_words_behind_emoji_are_lifted_by_mouse(open_desk, reader, article):
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    select(page, QUOTE)
    page.get_by_role("link", name="Lift claim").click()
    expect(page.get_by_label("Claim, able to stand alone")).to_have_value(QUOTE)
    expect(page.get_by_label("Made on")).to_have_value("2022-09-10")
    page.get_by_label("Claim, able to stand alone").fill("The troops were being regrouped.")
    page.get_by_label("Claimant").fill("Ministry of Defence")
    page.get_by_role("button", name="Lift claim").click()
    expect(page.get_by_text("Lifted: The troops were being regrouped.")).to_be_visible()
    expect(page.locator("mark.claim")).to_have_text(QUOTE)
    appearance = Appearance.objects.get()
    assert TEXT[appearance.start : appearance.end] == QUOTE
    assert_accessible(page)


def test_words_across_a_highlight_and_two_sentences(open_desk, reader, article):
    make_claim(by=reader, article=article, quote="troops were being")
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    page.evaluate(
        """() => {
            const [, second, third] = document.querySelectorAll(".sentence");
            const first = second.firstChild;
            getSelection().setBaseAndExtent(first, first.data.indexOf("said"), third.firstChild, 7);
        }"""
    )
    page.keyboard.press("l")
    page.get_by_role("button", name="Lift claim").click()
    expect(page.get_by_text("Lifted:")).to_be_visible()
    assert Appearance.objects.latest("pk").exact == "said the troops were being regrouped. It gave"


def test_the_sentence_cursor_widens_and_lifts_by_keyboard_alone(open_desk, reader, article):
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".sentence.at")).to_have_text("The ministry 😀 said the troops were being regrouped.")
    page.keyboard.press("Shift+J")
    expect(page.locator(".sentence.at")).to_have_count(2)
    page.keyboard.press("Enter")
    statement = page.get_by_label("Claim, able to stand alone")
    expect(statement).to_be_focused()
    page.keyboard.type("jk?")
    expect(statement).to_have_value(re.compile(r"^(jk\?.*|.*jk\?)$"))
    expect(page.locator(".sentence.at")).to_have_count(2)
    page.get_by_role("button", name="Lift claim").press("Enter")
    expect(page.get_by_text("Lifted:")).to_be_visible()
    assert Appearance.objects.get().exact == (
        "The ministry 😀 said the troops were being regrouped. It gave no figure."
    )


def words(article: Article) -> list[str]:
    return list(article.current_revision.passages.order_by("number").values_list("text", flat=True))


def test_sentences_are_joined_and_split_by_keyboard(open_desk, reader, article):
    index_pending()
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    page.keyboard.press("j")
    page.keyboard.press("m")
    joined = page.get_by_text("Joined into one passage.")
    expect(joined).to_be_visible()
    assert words(article)[0] == TEXT.partition(" It gave")[0]
    expect(page.locator(".sentence.at")).to_have_text(words(article)[0])
    assert_accessible(page)
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Split before “😀🇺🇦”")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="Split before “began.”").click()
    expect(page.get_by_text("Split into two passages.")).to_be_visible()
    assert words(article)[:2] == [
        "Before 😀🇺🇦 it all 😀",
        TEXT[TEXT.index("began") :].partition(" It gave")[0],
    ]
    select(page, "gave no")
    page.keyboard.press("b")
    expect(page.get_by_text("Split into two passages.")).to_be_visible()
    expect(page.locator(".sentence.at")).to_have_text("gave no figure.")
    page.get_by_role("link", name="Undo").click()
    expect(page.get_by_role("heading", name="Where passages part")).to_be_visible()
    expect(page.get_by_text("by Olena Koval")).to_have_count(3)


def test_without_scripts_passages_are_joined_on_a_page_of_their_own(open_desk, reader, article):
    index_pending()
    page = open_desk(reader, scripts=False)
    page.goto(f"/articles/{article.pk}/")
    page.get_by_role("link", name="Mend its passages").click()
    page.get_by_role("button", name="Join with the next one").click()
    expect(page.get_by_text("Joined into one passage.")).to_be_visible()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo what was").click()
    expect(page.get_by_text("the passages stand as before")).to_be_visible()
    assert len(words(article)) == 5


def test_a_proposed_claimant_is_cleared_with_one_press(open_desk, reader):
    article = make_article(by=reader, text="Anna Petrenko came. “The bridge is open,” she said.")
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    claimant = page.get_by_label("Claimant")
    expect(claimant).to_have_value("Anna Petrenko")
    expect(page.get_by_text("Proposed: “she said”, and Anna Petrenko is meant.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Clear").press("Enter")
    expect(claimant).to_have_value("")
    expect(claimant).to_be_focused()
    page.get_by_role("button", name="Lift").click()
    expect(page.get_by_text("Lifted:")).to_be_visible()
    assert Choice.objects.get(kind="claimant").action == "refused"


def test_keys_show_themselves_and_escape_clears(open_desk, reader, article):
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".sentence.at")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".sentence.at")).to_have_count(0)
    expect(page.locator("#lift-here")).to_be_hidden()


def test_a_refusal_beside_the_text_keeps_what_was_typed(open_desk, reader, article):
    page = open_desk(reader)
    page.goto(f"/articles/{article.pk}/")
    page.keyboard.press("j")
    page.keyboard.press("l")
    page.get_by_label("Claim, able to stand alone").fill("My wording.")
    page.get_by_label("Made on").fill("0800-01-01")
    page.get_by_role("button", name="Lift claim").click()
    expect(page.get_by_role("alert")).to_contain_text("between 1400 and 2999")
    expect(page.get_by_label("Claim, able to stand alone")).to_have_value("My wording.")
    assert page.url.endswith(f"/articles/{article.pk}/")
    assert_accessible(page)
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("#lift form")).to_have_count(0)


def test_on_a_small_screen_a_tap_chooses_a_sentence(open_desk, reader, article):
    page = open_desk(reader, viewport={"width": 390, "height": 700}, has_touch=True)
    page.goto(f"/articles/{article.pk}/")
    page.get_by_text("A second paragraph stands here.").tap()
    page.get_by_role("link", name="Lift claim").tap()
    expect(page.get_by_role("button", name="Lift claim")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_a_link_on_each_sentence_lifts_it(open_desk, reader, article):
    page = open_desk(reader, scripts=False)
    page.goto(f"/articles/{article.pk}/")
    page.get_by_role("link", name="Lift: The ministry").click()
    page.get_by_label("Claimant").fill("Ministry of Defence")
    page.get_by_role("button", name="Lift claim").click()
    expect(page.get_by_text("Lifted:")).to_be_visible()
    assert (
        Claim.objects.get().appearances.get().exact == "The ministry 😀 said the troops were being regrouped."
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_articles_come_in_and_are_found(open_desk, reader, scripts, tmp_path):
    one, photo = tmp_path / "one.txt", tmp_path / "photo.png"
    one.write_text("Troops left Izium in haste on Saturday, officials said.")
    photo.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x01")
    page = open_desk(reader, scripts=scripts)
    page.goto("/articles/add/")
    if scripts:
        assert_accessible(page)
    page.get_by_label("Files", exact=True).set_input_files([one, photo])
    page.get_by_label("Publisher, where a file names none").fill("Daily")
    page.get_by_role("button", name="Store the files").click()
    expect(page.get_by_text("1 accepted, 1 refused.")).to_be_visible()
    page.get_by_role("link", name="Open the articles").click()
    page.get_by_label("Search the articles").fill("izium")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".row-snippet mark")).to_have_text("Izium")
    assert "q=izium" in page.url
    if scripts:
        assert_accessible(page)
