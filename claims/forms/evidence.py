"""Bringing evidence, and changing what it says or rests on."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from claims.domain.attribution import Proposed
from claims.domain.evidence import QUOTE_LIMIT, URL_LIMIT, check_web_address
from claims.domain.refusals import Refused
from claims.vocabulary import Stance

LARGEST_OFFSET = 2**31 - 1
STANCE_MISSING = "Say whether it supports the claim, refutes it or gives context."
ORIGIN_HELP = (
    "Whom it ultimately rests on: a ministry, an institute, a reporter on site."
    " Links that rest on one origin count once."
)


def _stance_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What it does to the claim",
        choices=Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": STANCE_MISSING, "invalid_choice": STANCE_MISSING},
    )


class PassageForm(forms.Form):
    """A passage of a stored article: code points of one of its revisions, with a stance."""

    revision = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    start = forms.IntegerField(min_value=0, max_value=LARGEST_OFFSET)
    end = forms.IntegerField(min_value=1, max_value=LARGEST_OFFSET)
    stance = _stance_field()
    origin = forms.CharField(required=False, max_length=200)
    shown_as = forms.CharField(required=False)


def read_origin_proposed(sent: QueryDict) -> Proposed | None:
    """Return whom the card proposed as origin when it was sent; it only tells how good proposals are."""
    name, why = (" ".join(sent.get(field, "").replace("\0", "").split()) for field in ("proposed", "why"))
    try:
        certainty = min(max(float(sent.get("certainty", "")), 0.0), 1.0)
    except ValueError:
        return None
    return Proposed(name[:200], "", why[:300], certainty) if name and certainty == certainty else None


class LinkForm(forms.Form):
    """A web page and the words quoted from it."""

    url = forms.CharField(
        label="Address",
        max_length=URL_LIMIT,
        strip=True,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        error_messages={"required": "Give the address of the page."},
    )
    quote = forms.CharField(
        label="Words that matter",
        max_length=QUOTE_LIMIT,
        help_text="Copy them as they stand. They stay here when the page changes.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Quote the words that matter, so that they stay when the page changes."},
    )
    stance = _stance_field()
    source = forms.CharField(
        label="Published by", required=False, max_length=200, help_text="Left empty: the name of the site."
    )
    source_date = forms.DateField(
        label="Published on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    origin = forms.CharField(label="Rests on", required=False, max_length=200, help_text=ORIGIN_HELP)
    note = forms.CharField(label="Note for the desk", required=False, max_length=500)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_url(self) -> str:
        try:
            return check_web_address(self.cleaned_data["url"])
        except Refused as refusal:
            raise ValidationError(refusal.message) from None


class ChangeForm(forms.Form):
    """What a piece of evidence does to its claim, and whom it rests on."""

    stance = _stance_field()
    origin = forms.CharField(label="Rests on", max_length=200, help_text=ORIGIN_HELP)


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        help_text="Kept with your name and the time.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why: a retraction is kept with its reason."},
    )
