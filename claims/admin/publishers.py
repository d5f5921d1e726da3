"""Publishers, claimants and origins."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.base import CuratedAdmin, acting
from claims.domain import curation
from claims.models import Claimant, Origin, Publisher


@admin.register(Publisher)
class PublisherAdmin(CuratedAdmin):
    list_display = ("name", "kind", "website", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "website")

    def store(self, *, request: HttpRequest, form: Any, obj: Publisher | None) -> Publisher:
        return curation.save_publisher(by=acting(request), publisher=obj, **form.cleaned_data)


@admin.register(Claimant)
class ClaimantAdmin(CuratedAdmin):
    list_display = ("name", "description", "created_at")
    search_fields = ("name", "description")

    def store(self, *, request: HttpRequest, form: Any, obj: Claimant | None) -> Claimant:
        return curation.save_claimant(by=acting(request), claimant=obj, **form.cleaned_data)


@admin.register(Origin)
class OriginAdmin(CuratedAdmin):
    list_display = ("name", "created_at")
    search_fields = ("name",)

    def store(self, *, request: HttpRequest, form: Any, obj: Origin | None) -> Origin:
        return curation.save_origin(by=acting(request), origin=obj, **form.cleaned_data)
