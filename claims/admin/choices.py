"""What people made of the machine's proposals, to read."""

from django.contrib import admin

from claims.admin.base import DeskAdmin
from claims.models import Choice


@admin.register(Choice)
class ChoiceAdmin(DeskAdmin):
    list_display = ("id", "at", "kind", "action", "rank", "shown", "made_by", "by")
    list_filter = ("kind", "action")
    list_select_related = ("by",)
    search_fields = ("=id", "made_by", "by__username")
    ordering = ("-id",)
