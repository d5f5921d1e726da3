"""What the review loop says once for every passage."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.vocabulary import Stance

register = template.Library()
HIT = '<mark class="hit">{}</mark>'


@register.simple_tag
def stance_buttons(chosen: str | None) -> SafeString:
    """The buttons 1, 2 and 3 of a passage; ``chosen`` is the stance that it was brought with, if any."""
    return _buttons(str(chosen or ""))


@lru_cache(maxsize=len(Stance) + 1)
def _buttons(chosen: str) -> SafeString:
    return render_to_string("review/_stances.inline.html", {"stances": Stance, "chosen": chosen})


@register.filter
def marked(parts: list[tuple[str, bool]]) -> SafeString:
    """A passage in pieces, with a mark around those that were searched for."""
    return format_html_join(
        "", "{}", ([format_html(HIT, piece) if is_hit else piece] for piece, is_hit in parts)
    )
