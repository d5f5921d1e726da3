"""Stories and the pairs of articles that are alike, to read; people decide on the desk's own page."""

from django.contrib import admin

from claims.admin.base import DeskAdmin
from claims.models import CopyPair, Story


@admin.register(Story)
class StoryAdmin(DeskAdmin):
    list_display = ("id", "created_by", "created_at")
    list_select_related = ("created_by",)
    search_fields = ("=id", "articles__title")
    ordering = ("-id",)


@admin.register(CopyPair)
class CopyPairAdmin(DeskAdmin):
    list_display = ("id", "first", "second", "jaccard", "state", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("first", "second", "decided_by")
    search_fields = ("=first__id", "=second__id", "first__title", "second__title")
    ordering = ("-id",)
