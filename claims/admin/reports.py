"""Reports and their claims."""

from typing import Any

from django.contrib import admin

from claims.admin.base import DeskAdmin, RetractedFilter, Retracting
from claims.domain.reports import making
from claims.models import Report, ReportItem


@admin.register(Report)
class ReportAdmin(Retracting, DeskAdmin):
    list_display = ("title", "created_by", "created_at", "retracted_at")
    list_filter = (RetractedFilter,)
    list_select_related = ("created_by",)
    search_fields = ("title",)

    def retract_row(self, *, by: Any, row: Report, reason: str) -> Report:
        return making.retract_report(by=by, report=row, reason=reason)

    def restore_row(self, *, by: Any, row: Report) -> Report:
        return making.restore_report(by=by, report=row)


@admin.register(ReportItem)
class ReportItemAdmin(DeskAdmin):
    list_display = ("id", "report", "position", "claim")
    list_select_related = ("report", "claim")
    search_fields = ("report__title", "claim__statement")
    ordering = ("-id",)
