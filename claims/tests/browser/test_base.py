"""What every page does in a browser: colours, failures of requests, the security policy."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(255, 254, 251)", "rgb(21, 22, 23)"


@pytest.fixture
def page(page, live_server):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/sign-in/")
    page.wait_for_function("window.htmx")
    yield page
    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_the_chosen_colours_stay(page):
    assert page.evaluate(GROUND) == LIGHT
    page.get_by_text("Dark", exact=True).click()
    assert page.evaluate(GROUND) == DARK
    page.reload()
    assert page.evaluate(GROUND) == DARK
    assert page.get_by_role("radio", name="Dark").is_checked()
    page.get_by_text("System", exact=True).click()
    assert page.evaluate(GROUND) == LIGHT
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == DARK


def test_without_scripts_nothing_dead_is_shown(browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/sign-in/")
    assert page.get_by_role("button", name="Sign in").is_visible()
    assert page.get_by_role("radio").count() == 0
    page.context.close()


def test_an_error_goes_to_the_messages_and_leaves_the_page(page):
    page.get_by_label("Username").fill("olena")
    page.evaluate("htmx.ajax('GET', '/sign-in/?q=%00', {target: '#main'})")
    page.get_by_role("status").get_by_text("That request could not be read").wait_for()
    assert page.get_by_label("Username").input_value() == "olena"


def test_a_lost_connection_is_said_and_keeps_what_was_typed(page):
    page.get_by_label("Username").fill("olena")
    page.context.set_offline(True)
    page.evaluate("void htmx.ajax('GET', '/sign-in/', {target: '#main'}).catch(() => {})")
    page.get_by_role("status").get_by_text("could not be reached").wait_for()
    assert page.get_by_label("Username").input_value() == "olena"
