"""Evidence: brought as links, and given another stance or origin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import CuratedAdmin, RetractedFilter, Retracting, acting, excerpt
from claims.domain import evidence
from claims.models import Evidence

ADDED = ("claim", "stance", "origin", "quote", "url", "source_name", "source_date", "note")
CHANGED = ("stance", "origin")


@admin.register(Evidence)
class EvidenceAdmin(Retracting, CuratedAdmin):
    list_display = ("id", "stance", "words", "origin", "claim", "added_by", "retracted_at")
    list_filter = ("stance", RetractedFilter)
    search_fields = ("quote", "origin__name", "claim__statement", "url")
    autocomplete_fields = ("claim", "origin")
    ordering = ("-id",)
    kept = (
        "claim",
        "quote",
        "revision",
        "start",
        "end",
        "url",
        "source_name",
        "source_date",
        "note",
        "added_by",
        "created_at",
        "retracted_at",
        "retracted_by",
        "retraction_reason",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return (
            super()
            .get_queryset(request)
            .select_related("claim", "origin", "added_by", "revision__article")
            .defer("revision__text")
        )

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:
        return ADDED if obj is None else CHANGED + self.kept

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:
        return self.kept if obj else ()

    def store(self, *, request: HttpRequest, form: Any, obj: Evidence | None) -> Evidence:
        data = dict(form.cleaned_data)
        origin = data.pop("origin").name
        if obj is not None:
            return evidence.change_evidence(
                by=acting(request), evidence=obj, stance=data["stance"], origin_name=origin
            )
        return evidence.add_link(by=acting(request), origin_name=origin, **data)

    def retract_row(self, *, by: Any, row: Evidence, reason: str) -> Evidence:
        return evidence.retract_evidence(by=by, evidence=row, reason=reason)

    def restore_row(self, *, by: Any, row: Evidence) -> Evidence:
        return evidence.restore_evidence(by=by, evidence=row)

    @admin.display(description="quote")
    def words(self, item: Evidence) -> str:
        return excerpt(item.quote)
