"""Finding articles, and bringing them in."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language_info

from claims.domain.finding import LONGEST_QUERY, Words, read_words
from claims.domain.refusals import Refused
from claims.models import Publisher
from claims.models.article import ArticleQuerySet

# What the filter offers; texts in other languages are found by its address, and without it.
LANGUAGES = (
    "en",
    "uk",
    "ru",
    "ar",
    "cs",
    "de",
    "es",
    "et",
    "fr",
    "he",
    "it",
    "lt",
    "lv",
    "nl",
    "pl",
    "pt",
    "ro",
    "tr",
)
MOST_PUBLISHERS = 500


@lru_cache(maxsize=1024)
def language_name(code: str) -> str:
    """Return the English name of a language, or its code where there is none."""
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ArticleFilter(forms.Form):
    """What the list of articles is narrowed to, read from a query string.

    Whatever cannot be read is left out, with a line in ``notices``; it never raises. ``words`` is what
    to search for, None without a search.
    """

    q = forms.CharField(label="Search", required=False)
    publisher = forms.IntegerField(label="Publisher", required=False, min_value=1, max_value=2**63 - 1)
    since = forms.DateField(label="First day", required=False, input_formats=["%Y-%m-%d"], widget=day_input())
    until = forms.DateField(label="Last day", required=False, input_formats=["%Y-%m-%d"], widget=day_input())
    language = forms.RegexField(r"\A[a-z]{2,3}\Z", label="Language", required=False)
    open = forms.BooleanField(label="Has open claims", required=False)
    story = forms.IntegerField(label="Story", required=False, min_value=1, max_value=2**63 - 1)
    suggested = forms.BooleanField(label="Sentences worth checking", required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.full_clean()
        self.notices = [
            f"“{self.fields[name].label}” could not be read and was left out." for name in self.errors
        ]
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value}
        self.words: Words | None = None
        typed = self.chosen.get("q", "")
        if typed:
            if len(typed) > LONGEST_QUERY:
                self.notices.append(
                    f"Only the first {LONGEST_QUERY} characters of the search were looked for."
                )
            try:
                self.words = read_words(typed)
            except Refused as refusal:
                self.notices.append(refusal.message)

    def apply(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Return ``articles`` narrowed by everything but the search."""
        chosen: dict[str, Any] = self.chosen
        if "publisher" in chosen:
            articles = articles.filter(publisher=chosen["publisher"])
        if "since" in chosen:
            articles = articles.filter(sort_on__gte=chosen["since"])
        if "until" in chosen:
            # Undated articles are kept under the first day of the calendar, which is no answer here.
            articles = articles.filter(sort_on__lte=chosen["until"], published_on__isnull=False)
        if "language" in chosen:
            articles = articles.filter(language=chosen["language"])
        if "open" in chosen:
            articles = articles.with_open_claims()
        if "story" in chosen:
            articles = articles.filter(story=chosen["story"])
        if "suggested" in chosen:
            articles = articles.with_suggestions()
        return articles

    @property
    def folds(self) -> bool:
        """Whether copies stand under one another's row; not where somebody asks for those of one story."""
        return "story" not in self.chosen

    @property
    def filters(self) -> list[str]:
        """What the filters that are set are called, the search aside."""
        return [str(self.fields[name].label).lower() for name in self.chosen if name != "q"]

    @property
    def publishers(self) -> QuerySet[Publisher, tuple[int, str]]:
        return Publisher.objects.order_by("name").values_list("pk", "name")[:MOST_PUBLISHERS]

    @property
    def languages(self) -> list[tuple[str, str]]:
        codes = {*LANGUAGES, *([self.chosen["language"]] if "language" in self.chosen else [])}
        return sorted(((code, language_name(code)) for code in codes), key=lambda language: language[1])


class PasteForm(forms.Form):
    """One article typed or pasted in."""

    title = forms.CharField(label="Title", required=False, max_length=500)
    publisher = forms.CharField(
        label="Publisher",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "publishers", "autocomplete": "off"}),
        error_messages={"required": "Say who published it."},
    )
    published_on = forms.DateField(
        label="Date",
        required=False,
        widget=day_input(),
        error_messages={"invalid": "Write the date as 2022-09-14."},
    )
    byline = forms.CharField(label="Byline", required=False, max_length=300)
    url = forms.CharField(
        label="Address",
        required=False,
        max_length=2048,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    text = forms.CharField(
        label="Text",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Blank lines part paragraphs.",
        error_messages={"required": "Paste the article's text."},
    )


def language_choices() -> list[tuple[str, str]]:
    """Return codes and names of languages to choose from, by name."""
    return sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda language: language[1])


class FactsForm(forms.Form):
    """What is known of an article besides its text."""

    title = forms.CharField(
        label="Title", max_length=500, error_messages={"required": "Give the article a title."}
    )
    publisher = forms.CharField(
        label="Publisher",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "publishers", "autocomplete": "off"}),
        error_messages={"required": "Say who published it."},
    )
    published_on = forms.DateField(
        label="Date",
        required=False,
        widget=day_input(),
        error_messages={"invalid": "Write the date as 2022-09-14."},
    )
    language = forms.ChoiceField(label="Language", required=False)
    byline = forms.CharField(label="Byline", required=False, max_length=300)
    url = forms.CharField(
        label="Address",
        required=False,
        max_length=2048,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def __init__(self, *args: Any, language: str = "", **kwargs: Any) -> None:
        """``language`` is the article's own, offered even where the list doesn't have it."""
        super().__init__(*args, **kwargs)
        offered = language_choices()
        if language and language not in LANGUAGES:
            offered.append((language, language_name(language)))
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Unknown"), *offered]


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesForm(forms.Form):
    """Articles as files; the view reads them from the request, since each stands on its own."""

    file = forms.FileField(
        label="Files",
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ".txt,.md,.html,.htm"}),
        help_text="Text, Markdown or HTML; up to 50 at once, 20 MB each.",
    )
    publisher = forms.CharField(
        label="Publisher, where a file names none",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "publishers", "autocomplete": "off"}),
    )


class RevisionForm(forms.Form):
    """A newer text of an article that is here."""

    title = forms.CharField(label="Title, if it changed", required=False, max_length=500)
    text = forms.CharField(
        label="The text as it stands now",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Paste the article's text."},
    )
