"""What templates say often: icons, verdicts, stages, stances, days and counts. Loaded everywhere."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.vocabulary import Label, Stage, Stance

register = template.Library()

MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


# Stands for a number in a route until the number is known.
ANY_NUMBER = 9_007_199_254_740_991
SELECTED = mark_safe(" selected")  # our own words
# A page says the same few things a hundred times; each is put together once.
said_often = lru_cache(maxsize=1024)


@register.simple_tag
@said_often
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw ``name`` from static/img/icons.svg; silent to screen readers unless it has a label.

    ``css`` adds classes, as in ``{% icon "false" css="claim-sign" %}``.
    """
    address = f"{static('img/icons.svg')}#{name}"
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)


def badge(*, name: str, word: str, kind: str) -> SafeString:
    return format_html('<span class="badge {}">{}{}</span>', kind, icon(name), word)


@register.simple_tag
@said_often
def label_badge(label: str, size: str = "") -> SafeString | str:
    """A verdict as icon and word in its colour. ``size``: empty, "large" or "bare". No label, no badge."""
    if label not in Label.values:
        return ""
    return badge(name=label, word=str(Label(label).label), kind=f"is-{label} {size}".strip())


@register.simple_tag
@said_often
def stage_badge(stage: str) -> SafeString | str:
    """Where a claim stands, as icon and word, in ink."""
    if stage not in Stage.values:
        return ""
    return badge(name=stage, word=str(Stage(stage).label), kind="badge-stage")


@register.simple_tag
@said_often
def stance_badge(stance: str) -> SafeString | str:
    """What a piece of evidence does to its claim, as icon and word."""
    if stance not in Stance.values:
        return ""
    return badge(name=stance, word=str(Stance(stance).label), kind=f"badge-stance is-{stance}")


def as_moment(value: Any) -> date | datetime | None:
    """Return a date or a local date-time; ISO texts are read, anything else is None."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value if isinstance(value, date) else None


def written(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


@register.filter
def day(value: Any) -> SafeString | str:
    """A date, date-time or ISO text as ``<time>14 Sept 2022</time>``; nothing for anything else."""
    moment = as_moment(value)
    if moment is None:
        return ""
    return _day(moment.date() if isinstance(moment, datetime) else moment)


@said_often
def _day(stamp: date) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', stamp.isoformat(), written(stamp))


@register.filter
def moment(value: Any) -> SafeString | str:
    """A date-time as ``<time>14 Sept 2022, 09:12</time>``, of today as ``<time>today, 09:12</time>``.

    A date comes without the hour.
    """
    when = as_moment(value)
    if not isinstance(when, datetime):
        return day(value)
    return format_html(
        '<time datetime="{}">{}, {}</time>',
        when.isoformat(timespec="seconds"),
        "today" if when.date() == timezone.localdate() else written(when),
        f"{when:%H:%M}",
    )


@said_often
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[ANY_NUMBER]).partition(str(ANY_NUMBER))
    return before, after


@register.simple_tag
def address(name: str, number: int) -> SafeString:
    """The same as ``{% url name number %}``, for what a page says many times: the route is looked up once."""
    before, after = _around(name)
    return mark_safe(f"{before}{int(number)}{after}")  # noqa: S308  # our own routes


@register.simple_tag
def options(choices: Iterable[tuple[Any, str]], chosen: Any = None) -> SafeString:
    """The ``<option>`` of each value and name, with the chosen one selected.

    For lists of hundreds, which a loop of the template would ask the same few things for each.
    """
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", name) for value, name in choices),
    )


@register.simple_tag
@said_often
def count(number: int, one: str, many: str = "") -> str:
    """``{% count 2 "link" %}`` gives "2 links"; a plural that is not one + s is given as well."""
    return f"{intcomma(number)} {one if number == 1 else many or one + 's'}"


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, word: str) -> SafeString | str:
    """An item of the main menu; the page that it leads to, and pages below it, mark it as current."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    path = context["request"].path if "request" in context else ""
    below = address != "/" and path.startswith(address)
    current = format_html(' aria-current="{}"', "page" if path == address else "true")
    return format_html(
        '<li><a href="{}"{}>{}</a></li>', address, current if path == address or below else "", word
    )


@register.filter
def marked(parts: Iterable[tuple[str, bool]], css: str = "") -> SafeString:
    """A text in pieces, with a mark around those that were searched for; ``css`` is the mark's class."""
    start = format_html('<mark class="{}">', css) if css else "<mark>"
    return mark_safe(  # noqa: S308  # every piece is escaped
        "".join(f"{start}{escape(text)}</mark>" if is_hit else escape(text) for text, is_hit in parts)
    )


@register.filter
def shortened(text: str, length: int) -> str:
    """A text of at most ``length`` characters; what was cut off the end leaves an ellipsis.

    Accents stay on their letters. Django's own filter looks at every character of every text.
    """
    if len(text) <= length:
        return text
    end = length - 1
    while end and unicodedata.combining(text[end]):
        end -= 1
    return text[:end] + "…"
