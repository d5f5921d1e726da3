"""Records of other people's datasets, to read."""

from django.contrib import admin

from claims.admin.base import DeskAdmin
from claims.models import ImportedRecord


@admin.register(ImportedRecord)
class ImportedRecordAdmin(DeskAdmin):
    list_display = ("id", "format", "source_id", "label", "claim", "article", "imported_by", "imported_at")
    list_filter = ("format",)
    list_select_related = ("claim", "article", "imported_by")
    search_fields = ("=source_id", "=claim__id", "=article__id")
    ordering = ("-id",)
