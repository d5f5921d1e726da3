"""What the review loop says once for every passage."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from claims.vocabulary import Stance

register = template.Library()


@register.simple_tag
def stance_buttons(chosen: str | None) -> SafeString:
    """The buttons 1, 2 and 3 of a passage; ``chosen`` is the stance that it was brought with, if any."""
    return _buttons(str(chosen or ""))


@lru_cache(maxsize=len(Stance) + 1)
def _buttons(chosen: str) -> SafeString:
    return render_to_string("review/_stances.inline.html", {"stances": Stance, "chosen": chosen})
