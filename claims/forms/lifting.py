"""Lifting claims from an article's text, and placing claims that lost their place."""

from typing import Any
from uuid import uuid4

from django import forms

from claims.domain.claiming import STATEMENT_LIMIT
from claims.forms.articles import day_input
from claims.models import Article, Claimant

QUOTE_LIMIT = 5_000
LARGEST_PLACE = 2**31 - 1
MOST_CLAIMANTS = 500


class QuoteField(forms.CharField):
    """Words exactly as they stand in the text; a browser's CR LF line ends become LF again."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=QUOTE_LIMIT, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(value)


class SpanForm(forms.Form):
    """A stretch of a revision: code points, end exclusive, and the words that stand there."""

    revision = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    start = forms.IntegerField(min_value=0, max_value=LARGEST_PLACE, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, max_value=LARGEST_PLACE, widget=forms.HiddenInput)
    exact = QuoteField()

    def has_broken_span(self) -> bool:
        """Say whether the hidden part of the form could not be read; nobody can mend that by typing."""
        return any(name in self.errors for name in ("revision", "start", "end", "exact", "suggestion"))


class LiftForm(SpanForm):
    """A claim as it is lifted: the span, and what somebody makes of it."""

    why = ""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    suggestion = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    statement = forms.CharField(
        label="Claim, able to stand alone",
        max_length=STATEMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One statement: say who, what, where and when, even if the sentence before said it.",
        error_messages={
            "required": "Write the claim as one sentence that can stand alone.",
            "max_length": "Keep the claim to %(limit_value)s characters; it has %(show_value)s.",
        },
    )
    claimant = forms.CharField(
        label="Claimant",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "claimants", "autocomplete": "off"}),
        error_messages={"max_length": "Keep the claimant's name under 200 characters."},
    )
    claimed_on = forms.DateField(
        label="Made on",
        required=False,
        widget=day_input(),
        error_messages={"invalid": "Write the date as 2022-09-14."},
    )

    @classmethod
    def for_span(
        cls,
        *,
        article: Article,
        revision_id: int,
        start: int,
        end: int,
        exact: str,
        suggestion_id: int | None = None,
        claimant: str = "",
    ) -> "LiftForm":
        """Return the form for words just chosen, filled in as far as the article tells."""
        return cls(
            initial={
                "revision": revision_id,
                "start": start,
                "end": end,
                "exact": exact,
                "client_id": uuid4(),
                "suggestion": suggestion_id,
                "statement": " ".join(exact.split())[:STATEMENT_LIMIT],
                "claimant": claimant,
                "claimed_on": article.published_on,
            }
        )

    def say_why(self, why: str) -> None:
        """Say under the claimant's field what speaks for whom it proposes."""
        self.why = why
        self.fields["claimant"].widget.attrs["aria-describedby"] = f"{self['claimant'].id_for_label}-proposed"

    @property
    def claimants(self) -> list[str]:
        return list(Claimant.objects.order_by("name").values_list("name", flat=True)[:MOST_CLAIMANTS])
