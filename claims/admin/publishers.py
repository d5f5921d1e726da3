"""Publishers, claimants and origins."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from claims.admin.base import CuratedAdmin, DeskAdmin, RetractedFilter, acting
from claims.domain import curation
from claims.models import Claimant, ClaimantAlias, Origin, Publisher


@admin.register(Publisher)
class PublisherAdmin(CuratedAdmin):
    list_display = ("name", "kind", "website", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "website")

    def store(self, *, request: HttpRequest, form: Any, obj: Publisher | None) -> Publisher:
        return curation.save_publisher(by=acting(request), publisher=obj, **form.cleaned_data)


class ClaimantForm(forms.ModelForm):
    aliases = forms.CharField(
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Other names of theirs, one a line: spellings, acronyms, who speaks for them."
        " Typed as a claimant, each of them gives this one.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            standing = self.instance.aliases.filter(retracted_at=None).values_list("name", flat=True)
            self.fields["aliases"].initial = "\n".join(standing)


@admin.register(Claimant)
class ClaimantAdmin(CuratedAdmin):
    form = ClaimantForm
    fields = ("name", "kind", "description", "aliases")
    list_display = ("name", "kind", "description", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "description", "aliases__name")

    def store(self, *, request: HttpRequest, form: Any, obj: Claimant | None) -> Claimant:
        given = form.cleaned_data
        return curation.save_claimant(
            by=acting(request),
            claimant=obj,
            name=given["name"],
            kind=given["kind"],
            description=given["description"],
            aliases=given["aliases"].splitlines(),
        )


@admin.register(ClaimantAlias)
class ClaimantAliasAdmin(DeskAdmin):
    """Changed on the page of their claimant."""

    list_display = ("name", "claimant", "added_by", "created_at", "retracted_at")
    list_filter = (RetractedFilter,)
    list_select_related = ("claimant", "added_by")
    search_fields = ("name", "claimant__name")


@admin.register(Origin)
class OriginAdmin(CuratedAdmin):
    list_display = ("name", "created_at")
    search_fields = ("name",)

    def store(self, *, request: HttpRequest, form: Any, obj: Origin | None) -> Origin:
        return curation.save_origin(by=acting(request), origin=obj, **form.cleaned_data)
