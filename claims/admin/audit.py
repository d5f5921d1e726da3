"""The log, to read."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import DeskAdmin
from claims.models import AuditEvent, Claim
from claims.vocabulary import Stage

NOUNS = ("article", "claim", "claimant", "evidence", "origin", "publisher", "report", "task", "user")


class NounFilter(admin.SimpleListFilter):
    """What an event is about; a fixed list, so that the log is not read through for it."""

    title = "noun"
    parameter_name = "noun"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(noun, noun.capitalize()) for noun in NOUNS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        return queryset.filter(target_type=self.value()) if self.value() in NOUNS else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(DeskAdmin):
    list_display = ("seq", "at", "actor", "action", "target_type", "target_id")
    list_filter = (NounFilter,)
    list_select_related = ("actor",)
    search_fields = ("^action", "=target_id", "actor__username")
    ordering = ("-seq",)
    fields = (
        "seq",
        "at",
        "actor",
        "action",
        "target_type",
        "target_id",
        "told",
        "previous_hash",
        "hash",
    )
    readonly_fields = ("told",)

    @admin.display(description="data")
    def told(self, event: AuditEvent) -> str:
        """What the event tells; a verdict stays hidden while its claim is open, since reviewing is blind."""
        if event.action.startswith("verdict."):
            claim = Claim.objects.filter(pk=event.target_id or 0).only("stage").first()
            if claim is not None and claim.stage == Stage.OPEN:
                return "Hidden while the claim is open."
        return json.dumps(event.data, ensure_ascii=False, indent=2)
