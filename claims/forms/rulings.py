"""Ruling on claims: publishing, correcting, withdrawing, and accepting what all reviewers say."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django import forms

from claims.domain.rulings import SUMMARY_LIMIT
from claims.vocabulary import Label

LARGEST_VERSION = 2**31 - 1
EXPLANATION_LIMIT = 20_000
DAMAGED = "The form came in damaged. Reload the page and send it again."


class VersionedForm(forms.Form):
    """What every ruling is sent with: the claim's version that was read, and an id of the submission."""

    claim_version = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_VERSION,
        widget=forms.HiddenInput,
        error_messages={"required": DAMAGED, "invalid": DAMAGED},
    )
    client_id = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": DAMAGED, "invalid": DAMAGED}
    )


class PublicationForm(VersionedForm):
    """A ruling: its label, one line for readers, and why."""

    label = forms.ChoiceField(
        label="Ruling",
        choices=Label.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose true, false, disputed or unproven."},
    )
    summary = forms.CharField(
        label="Summary",
        required=False,
        max_length=SUMMARY_LIMIT,
        help_text="One line beside the ruling. Left empty, it is written from the evidence.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    explanation = forms.CharField(
        label="Why",
        required=False,
        max_length=EXPLANATION_LIMIT,
        help_text="Readers see this. It is needed where reviewers differ, where you depart from them,"
        " and where fewer than two independent origins decide.",
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    unestablished = forms.CharField(
        label="What could not be established",
        required=False,
        max_length=EXPLANATION_LIMIT,
        help_text="Readers see this after the evidence: what is still open, and what was asked in vain.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CorrectionForm(PublicationForm):
    """A new version of a ruling, and what the public is told of the change."""

    note = forms.CharField(
        label="What changes, and why",
        max_length=EXPLANATION_LIMIT,
        help_text="Public: it stands on the check and on its earlier versions.",
        error_messages={"required": "Say in public what changes and why."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawalForm(VersionedForm):
    """The end of a ruling, and what the public is told of it."""

    note = forms.CharField(
        label="Why it is withdrawn",
        max_length=EXPLANATION_LIMIT,
        help_text="Public: the check's address stays and says this.",
        error_messages={"required": "Say in public why the ruling is withdrawn."},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class Seen(NamedTuple):
    """One line of the page of unanimous claims, as it was shown."""

    claim_id: int
    label: str
    claim_version: int
    client_id: UUID


def write_seen(seen: Seen) -> str:
    """Return the value of the hidden input that ``read_seen`` reads."""
    return f"{seen.claim_id}:{seen.label}:{seen.claim_version}:{seen.client_id}"


def read_seen(values: Iterable[str], *, most: int) -> list[Seen]:
    """Read the lines of the page that came back, ``most`` at most; what cannot be read is left out."""
    lines: list[Seen] = []
    for value in values:
        parts = value.split(":")
        if len(parts) != 4 or parts[1] not in Label.values or len(lines) == most:
            continue
        if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (parts[0], parts[2])):
            continue
        try:
            client_id = UUID(parts[3])
        except ValueError:
            continue
        lines.append(Seen(int(parts[0]), parts[1], int(parts[2]), client_id))
    return lines
