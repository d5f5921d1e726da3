"""Claims, and where they stand in articles."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import CuratedAdmin, DeskAdmin, RetractedFilter, Retracting, acting
from claims.domain import claiming
from claims.domain.refusals import Refused
from claims.models import Appearance, Article, Claim


class LiftForm(forms.ModelForm):
    """A claim lifted by hand: which article, and its very words there."""

    quote = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="The words of the article that make the claim."
    )

    class Meta:
        widgets = {"statement": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lifted_from"].required = True


class RewordForm(forms.ModelForm):
    """A claim's wording, claimant and date, with the version that was read."""

    version_read = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    changes_meaning = forms.BooleanField(
        required=False, help_text="It says something else now: earlier verdicts count no longer."
    )

    class Meta:
        widgets = {"statement": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version_read"].initial = self.instance.version


def _find_quote(article: Article, quote: str) -> int:
    """Return where the quote starts in the article's text; raises Refused unless it stands there once."""
    text = article.current_revision.text if article.current_revision else ""
    number = text.count(quote)
    if number == 0:
        raise Refused("These words do not stand in the article. Copy them from its text.", field="quote")
    if number > 1:
        raise Refused(
            f"These words stand in the article {number} times. Quote a few more around them.", field="quote"
        )
    return text.index(quote)


@admin.register(Claim)
class ClaimAdmin(Retracting, CuratedAdmin):
    list_display = ("statement", "claimant", "claimed_on", "stage", "label", "disagrees", "retracted_at")
    list_filter = ("stage", "label", "disagrees", RetractedFilter)
    list_select_related = ("claimant",)
    search_fields = ("statement", "claimant__name")
    date_hierarchy = "claimed_on"
    autocomplete_fields = ("claimant", "lifted_from")
    kept = (
        "lifted_from",
        "version",
        "meaning_version",
        "stage",
        "label",
        "disagrees",
        "slug",
        "created_by",
        "created_at",
        "retracted_at",
        "retracted_by",
        "retraction_reason",
    )

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = RewordForm if obj else LiftForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        if obj is None:
            return ["lifted_from", "quote", "statement", "claimant", "claimed_on"]
        return ["statement", "claimant", "claimed_on", "changes_meaning", "version_read", *self.kept]

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:
        return self.kept if obj else ()

    def store(self, *, request: HttpRequest, form: Any, obj: Claim | None) -> Claim:
        data = form.cleaned_data
        claimant = data["claimant"].name if data["claimant"] else ""
        if obj is not None:
            return claiming.edit_claim(
                by=acting(request),
                claim=obj,
                version=data["version_read"],
                statement=data["statement"],
                claimant_name=claimant,
                claimed_on=data["claimed_on"],
                changes_meaning=data["changes_meaning"],
            )
        article, quote = data["lifted_from"], data["quote"]
        start = _find_quote(article, quote)
        return claiming.lift_claim(
            by=acting(request),
            statement=data["statement"],
            revision=article.current_revision,
            start=start,
            end=start + len(quote),
            exact=quote,
            claimant_name=claimant,
            claimed_on=data["claimed_on"],
        )

    def retract_row(self, *, by: Any, row: Claim, reason: str) -> Claim:
        return claiming.retract_claim(by=by, claim=row, reason=reason)

    def restore_row(self, *, by: Any, row: Claim) -> Claim:
        return claiming.restore_claim(by=by, claim=row)


@admin.register(Appearance)
class AppearanceAdmin(DeskAdmin):
    list_display = ("id", "claim", "exact", "start", "end", "method", "score", "retracted_at")
    list_filter = ("method", RetractedFilter)
    search_fields = ("claim__statement", "exact")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        return (
            super()
            .get_queryset(request)
            .select_related("claim", "revision__article", "created_by")
            .defer("revision__text")
        )
