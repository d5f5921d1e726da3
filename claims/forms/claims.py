"""Finding claims, and changing their wording."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property

from claims.domain.claiming import STATEMENT_LIMIT
from claims.models import Appearance, Claim, Publisher
from claims.vocabulary import Label, Stage

QUERY_LIMIT = 1000
WORD_LIMIT = 32
# A phrase in quotes or a bare word, each with an optional minus sign in front.
PART = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')
WORD = re.compile(r"[^\W_]+")


def search_text(typed: str) -> str:
    """Return what is left of a search once everything that the database may choke on is gone.

    Words, phrases in quotes and words with a minus in front stay, ``WORD_LIMIT`` words at most;
    rows of dashes, table rules and lone operators, which overflow the parser, do not.
    """
    parts: list[str] = []
    room = WORD_LIMIT
    for minus, phrase, word in PART.findall(typed[:QUERY_LIMIT]):
        words = WORD.findall(phrase or word)[:room]
        if not words:
            continue
        room -= len(words)
        parts.append(minus + (words[0] if len(words) == 1 else f'"{" ".join(words)}"'))
    return " ".join(parts)


class ClaimFilter(forms.Form):
    """What a list of claims is narrowed to, read from a query string or a posted form.

    Every field is optional and whatever cannot be read is left out, with a line in ``notices``; it
    never raises. Retracted claims are left out unless ``with_retracted`` allows asking for them.
    """

    q = forms.CharField(label="Words in the claim", required=False, max_length=QUERY_LIMIT)
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "Any stage"), *Stage.choices])
    label = forms.ChoiceField(label="Verdict", required=False, choices=[("", "Any verdict"), *Label.choices])
    claimant = forms.CharField(label="Claimant", required=False, max_length=200)
    publisher = forms.IntegerField(label="Appears at", required=False, min_value=1, max_value=2**63 - 1)
    since = forms.DateField(
        label="Claimed from",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label="Claimed until",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    disagrees = forms.BooleanField(label="Reviewers differ", required=False)
    retracted = forms.BooleanField(label="Retracted claims only", required=False)

    LOOKUPS = {
        "stage": "stage",
        "label": "label",
        "claimant": "claimant__name__icontains",
        "since": "claimed_on__gte",
        "until": "claimed_on__lte",
        "disagrees": "disagrees",
    }

    def __init__(self, data: Mapping[str, Any], *, with_retracted: bool = False) -> None:
        super().__init__(data)
        if not with_retracted:
            del self.fields["retracted"]
        self.full_clean()
        self.notices = [
            f"“{self.fields[name].label}” could not be read and was left out." for name in self.errors
        ]
        if self.cleaned_data.get("q") and not search_text(self.cleaned_data["q"]):
            self.cleaned_data["q"] = ""
            self.notices.append("The search holds no words and was left out.")
        self.chosen: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)
        }

    def apply(self, queryset: QuerySet[Claim], *, without: Iterable[str] = ()) -> QuerySet[Claim]:
        """Return ``queryset`` narrowed to what was chosen, leaving the fields ``without`` aside."""
        chosen = {name: value for name, value in self.chosen.items() if name not in without}
        queryset = queryset.filter(retracted_at__isnull=not chosen.get("retracted", False))
        if "q" in chosen:
            queryset = queryset.filter(
                search=SearchQuery(search_text(chosen["q"]), config="english", search_type="websearch")
            )
        for name, lookup in self.LOOKUPS.items():
            if name in chosen:
                queryset = queryset.filter(**{lookup: chosen[name]})
        if "publisher" in chosen:
            there = Appearance.objects.standing().filter(
                claim=OuterRef("pk"), revision__article__publisher=chosen["publisher"]
            )
            queryset = queryset.filter(Exists(there))
        return queryset

    def pairs(self, **changes: str) -> list[tuple[str, str]]:
        """Return what was chosen as names and values of a query string or of hidden inputs.

        ``changes`` puts other values in their place; an empty one leaves the field out.
        """
        written = {name: "1" if value is True else str(value) for name, value in self.chosen.items()}
        return [(name, value) for name, value in (written | changes).items() if value]

    def query_string(self, **changes: str) -> str:
        """Return ``pairs`` as a query string without its question mark."""
        return urlencode(self.pairs(**changes))

    def chips(self) -> list[tuple[str, str]]:
        """Return what was chosen in words, each with the query string that leaves it out."""
        chips = []
        for name, value in self.chosen.items():
            label = str(self.fields[name].label)
            if name == "stage":
                value = Stage(value).label
            elif name == "label":
                value = Label(value).label
            elif name == "publisher":
                value = dict(self.publishers).get(value, value)
            text = label if value is True else f"{label}: {value}"
            chips.append((text, self.query_string(**{name: ""})))
        return chips

    @cached_property
    def publishers(self) -> QuerySet[Publisher, tuple[int, str]]:
        """The publishers to choose from, each with its number and name."""
        return Publisher.objects.order_by("name").values_list("pk", "name")[:500]


class WordingForm(forms.Form):
    """A claim's wording, claimant and date, and whether the claim still says the same."""

    statement = forms.CharField(
        label="Claim",
        max_length=STATEMENT_LIMIT,
        help_text="One statement that can stand alone: who, what, where, when.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the claim as one sentence that can stand alone."},
    )
    claimant = forms.CharField(label="Claimant", required=False, max_length=200)
    claimed_on = forms.DateField(
        label="Claimed on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    change = forms.ChoiceField(
        label="What this change does",
        choices=[
            ("wording", "It only mends the wording: verdicts keep counting"),
            ("meaning", "The claim says something else now: earlier verdicts no longer count"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the claim still says the same: verdicts hang on it."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
