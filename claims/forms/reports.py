"""Making, wording and publishing a report, and taking one back."""

from collections.abc import Iterable
from uuid import uuid4

from django import forms

from claims.domain.reports.wording import INTRODUCTION_LIMIT, TITLE_LIMIT

LARGEST_ID = 2**63 - 1


class ReportForm(forms.Form):
    """What a report is called and how it begins."""

    title = forms.CharField(
        label="Title", max_length=TITLE_LIMIT, error_messages={"required": "Give the report a title."}
    )
    introduction = forms.CharField(
        label="Introduction",
        required=False,
        max_length=INTRODUCTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    client_id = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """A form that knows which version of the report its reader saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class WordsForm(SeenForm):
    """A report's title and introduction."""

    title = forms.CharField(
        label="Title", max_length=TITLE_LIMIT, error_messages={"required": "Give the report a title."}
    )
    introduction = forms.CharField(
        label="Introduction",
        required=False,
        max_length=INTRODUCTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class SectionForm(SeenForm):
    """A section's title, and what stands under it."""

    title = forms.CharField(
        label="Title", max_length=TITLE_LIMIT, error_messages={"required": "Give the section a title."}
    )
    text = forms.CharField(
        label="Text under it",
        required=False,
        max_length=INTRODUCTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class PublicationForm(SeenForm):
    """The first publication of a report, which needs no words."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)


class RepublicationForm(PublicationForm):
    """A later version, which tells the public what changed."""

    note = forms.CharField(
        label="Public note: what changed and why",
        max_length=INTRODUCTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in public what changed and why."},
    )


class WithdrawalForm(forms.Form):
    """Why a published report is withdrawn."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="Public note: why",
        max_length=INTRODUCTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in public why the report is withdrawn."},
    )


class RetractionForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="Why",
        max_length=500,
        error_messages={"required": "Say why: a retraction is kept with its reason."},
    )


def read_ids(values: Iterable[str]) -> list[int]:
    """Return the ids that were ticked, in order and once each; what is no id is left out."""
    found = {int(value): None for value in values if value.isascii() and value.isdigit() and len(value) < 20}
    return [number for number in found if 0 < number <= LARGEST_ID]
