"""What the machine proposed and people made of it, and how claims are linked, to read."""

from django.contrib import admin

from claims.admin.base import DeskAdmin
from claims.models import Choice, ClaimLink, RefusedPassage, Suggestion


@admin.register(Choice)
class ChoiceAdmin(DeskAdmin):
    list_display = ("id", "at", "kind", "action", "rank", "shown", "made_by", "by")
    list_filter = ("kind", "action")
    list_select_related = ("by",)
    search_fields = ("=id", "made_by", "by__username")
    ordering = ("-id",)


@admin.register(Suggestion)
class SuggestionAdmin(DeskAdmin):
    list_display = ("id", "exact", "state", "rank", "score", "model", "decided_by")
    list_filter = ("state",)
    list_select_related = ("decided_by",)
    search_fields = ("=id", "exact")
    ordering = ("-id",)


@admin.register(ClaimLink)
class ClaimLinkAdmin(DeskAdmin):
    list_display = ("id", "claim", "relation", "other", "made_by", "made_at", "retracted_at")
    list_filter = ("relation",)
    list_select_related = ("claim", "other", "made_by")
    search_fields = ("=claim__id", "=other__id", "claim__statement", "other__statement")
    ordering = ("-id",)


@admin.register(RefusedPassage)
class RefusedPassageAdmin(DeskAdmin):
    list_display = ("id", "claim", "start", "end", "refused_by", "created_at", "retracted_at")
    list_select_related = ("claim", "refused_by")
    search_fields = ("=claim__id", "claim__statement")
    ordering = ("-id",)
