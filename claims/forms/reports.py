"""Making a report, and taking one back."""

from collections.abc import Iterable
from uuid import uuid4

from django import forms

from claims.domain.reports.making import INTRODUCTION_LIMIT, TITLE_LIMIT

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
