"""What reviewers send: verdicts, and passages with their stance."""

from typing import Any

from django import forms

from claims.models import Verdict
from claims.vocabulary import Label

LARGEST = 2**31 - 1
OPENED_TOO_LONG = (
    "The page was sent without all of its parts. Nothing was saved; your text is kept. Send it again."
)


class VerdictForm(forms.Form):
    """A verdict on a claim as one of its versions reads. The rules themselves are the domain's."""

    label = forms.ChoiceField(
        choices=Label.choices,
        label="Verdict",
        error_messages={
            "required": "Choose true, false, disputed or unproven.",
            "invalid_choice": "Choose true, false, disputed or unproven.",
        },
    )
    rationale = forms.CharField(label="Why", required=False, strip=False)
    claim_version = forms.IntegerField(
        min_value=1, max_value=LARGEST, error_messages={"required": OPENED_TOO_LONG}
    )
    client_id = forms.UUIDField(error_messages={"required": OPENED_TOO_LONG})

    def chosen(self) -> str:
        """The label as it was sent or prefilled, whether or not the rest of the form is right."""
        return str(self["label"].value() or "")


def verdict_again(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict's label and rationale as initial values, to give it once more."""
    return {"label": verdict.label, "rationale": verdict.rationale}


class PassageForm(forms.Form):
    """A passage and what it does to the claim.

    ``place`` is sent as "revision-start-end", the last two in code points; cleaned it is three numbers.
    ``shown_as`` says how the passage was proposed (``domain.candidates.read_shown_as``).
    """

    place = forms.RegexField(r"^[0-9]{1,18}-[0-9]{1,9}-[0-9]{1,9}\Z")
    stance = forms.CharField(required=False, max_length=20)
    origin = forms.CharField(required=False, max_length=1000)
    shown_as = forms.CharField(required=False)

    def clean_place(self) -> tuple[int, ...]:
        return tuple(map(int, self.cleaned_data["place"].split("-")))


class ReviewQuery(forms.Form):
    """What stands behind the question mark of the loop's addresses; what can't be read is left out."""

    q = forms.CharField(required=False, max_length=20_000)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    given = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    again = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    more = forms.BooleanField(required=False)

    def read(self) -> dict[str, Any]:
        self.full_clean()
        return {name: self.cleaned_data.get(name) for name in self.fields}
