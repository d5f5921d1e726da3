"""Icons, badges, days and counts."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from claims.templatetags.desk import (
    count,
    day,
    label_badge,
    marked,
    moment,
    shortened,
    stage_badge,
    stance_badge,
)
from claims.vocabulary import Label, Stage, Stance

SPRITE = (Path(settings.BASE_DIR) / "static" / "img" / "icons.svg").read_text()
DRAWN = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))


def render(source, **values):
    return Template(source).render(Context(values))


@pytest.mark.parametrize(
    ("badge", "words"), [(label_badge, Label), (stage_badge, Stage), (stance_badge, Stance)]
)
def test_every_badge_has_its_icon_and_word(badge, words):
    for value, word in words.choices:
        text = badge(value)
        assert f"icons.svg#{value}" in text
        assert value in DRAWN
        assert text.endswith(f"{word}</span>")


@pytest.mark.parametrize("badge", [label_badge, stage_badge, stance_badge])
def test_no_badge_for_an_empty_or_foreign_value(badge):
    assert badge("") == ""
    assert badge("<b>") == ""


def test_every_icon_that_templates_ask_for_is_drawn():
    asked = {
        name
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())
    }
    assert asked
    assert asked <= DRAWN


def test_an_icon_speaks_only_with_a_label():
    silent = Template('{% icon "search" %}').render(Context())
    spoken = Template('{% icon "false" label=word css="claim-sign" %}').render(Context({"word": "<b>"}))
    assert 'aria-hidden="true"' in silent
    assert 'class="icon claim-sign" role="img" aria-label="&lt;b&gt;"' in spoken


def test_days_read_as_a_newspaper_writes_them():
    written = '<time datetime="2022-09-04">4 Sept 2022</time>'
    assert day(date(2022, 9, 4)) == written
    assert day("2022-09-04") == written
    assert day(datetime(2022, 9, 4, 23, 30, tzinfo=UTC)) == written
    assert moment(datetime(2022, 9, 4, 23, 5, tzinfo=UTC)) == (
        '<time datetime="2022-09-04T23:05:00+00:00">4 Sept 2022, 23:05</time>'
    )
    assert moment("2022-09-04") == written


def test_a_moment_of_today_leaves_the_date_to_the_machine(settings):
    settings.TIME_ZONE = "Pacific/Kiritimati"
    now = timezone.localtime()
    assert moment(now) == f'<time datetime="{now.isoformat(timespec="seconds")}">today, {now:%H:%M}</time>'
    assert "today" not in moment(now - timedelta(days=1))
    assert "today" not in moment(now + timedelta(days=1))


def test_a_day_is_the_desks_day_not_greenwichs(settings):
    settings.TIME_ZONE = "Europe/Kyiv"
    assert "5 Sept 2022" in day(datetime(2022, 9, 4, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize("nothing", [None, "", "yesterday", "2022-99-99", 7])
def test_what_is_no_day_shows_nothing(nothing):
    assert day(nothing) == moment(nothing) == ""


def test_counts():
    assert count(1, "link") == "1 link"
    assert count(0, "link") == "0 links"
    assert count(1204, "copy", "copies") == "1,204 copies"


def menu(path: str) -> str:
    request = RequestFactory().get(path)
    return Template('{% nav_link "sign-in" "Sign in" %}').render(Context({"request": request}))


@pytest.mark.parametrize("name", ["article-detail", "review-claim", "verdict-submit", "evidence-add-link"])
def test_an_address_is_what_its_route_gives(name):
    for number in (1, 7_654_321):
        assert render(f'{{% address "{name}" number %}}', number=number) == reverse(name, args=[number])
    assert render(f'{{% address "{name}" 3 as there %}}<{{{{ there }}}}>') == f"<{reverse(name, args=[3])}>"


def test_options_are_escaped_and_one_is_selected():
    choices = [(1, "A & B"), (2, "<C>")]
    assert render("{% options choices chosen %}", choices=choices, chosen=2) == (
        '<option value="1">A &amp; B</option><option value="2" selected>&lt;C&gt;</option>'
    )
    assert "selected" not in render("{% options choices form.chosen.publisher %}", choices=choices)


def test_the_menu_marks_the_page_and_those_below_it():
    assert 'aria-current="page"' in menu("/sign-in/")
    assert 'aria-current="true"' in menu("/sign-in/link/x/")
    assert "aria-current" not in menu("/")


def test_the_menu_leaves_out_what_is_not_there():
    assert Template('{% nav_link "no-such-page" "Nowhere" %}').render(Context()) == ""


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("", 3, ""),
        ("ab\u0301\u0302cd", 4, "a…"),
        ("<b>&", 3, "<b…"),
    ],
)
def test_a_text_is_shortened_between_letters(text, length, shown):
    assert shortened(text, length) == shown


def test_a_shortened_text_is_escaped():
    shown = Template("{{ text|shortened:4 }}").render(Context({"text": "<b>long"}))
    assert shown == "&lt;b&gt;…"


def test_every_piece_of_a_marked_text_is_escaped():
    pieces = [("<i>", False), ("a&b", True)]
    assert marked(pieces) == "&lt;i&gt;<mark>a&amp;b</mark>"
    assert marked(pieces, "hit") == '&lt;i&gt;<mark class="hit">a&amp;b</mark>'
