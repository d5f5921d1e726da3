"""Reports, their sections and claims, and what was published of them."""

from typing import Any

from django.contrib import admin

from claims.admin.base import DeskAdmin, RetractedFilter, Retracting
from claims.domain.reports import making
from claims.models import Export, Report, ReportItem, ReportSection, ReportVersion, ReportVersionItem


@admin.register(Report)
class ReportAdmin(Retracting, DeskAdmin):
    list_display = ("title", "slug", "created_by", "created_at", "retracted_at")
    list_filter = (RetractedFilter,)
    list_select_related = ("created_by",)
    search_fields = ("title", "slug")

    def retract_row(self, *, by: Any, row: Report, reason: str) -> Report:
        return making.retract_report(by=by, report=row, reason=reason)

    def restore_row(self, *, by: Any, row: Report) -> Report:
        return making.restore_report(by=by, report=row)


@admin.register(ReportItem)
class ReportItemAdmin(DeskAdmin):
    list_display = ("id", "report", "position", "claim", "removed_at")
    list_select_related = ("report", "claim")
    search_fields = ("report__title", "claim__statement")
    ordering = ("-id",)


@admin.register(ReportSection)
class ReportSectionAdmin(DeskAdmin):
    list_display = ("title", "report", "position", "removed_at")
    list_select_related = ("report",)
    search_fields = ("title", "report__title")
    ordering = ("-id",)


@admin.register(ReportVersion)
class ReportVersionAdmin(DeskAdmin):
    list_display = ("title", "number", "claim_count", "is_withdrawal", "published_by", "published_at")
    list_select_related = ("published_by",)
    search_fields = ("title", "note")
    ordering = ("-id",)


@admin.register(ReportVersionItem)
class ReportVersionItemAdmin(DeskAdmin):
    list_display = ("id", "version", "position", "claim", "ruling")
    list_select_related = ("version", "claim", "ruling")
    search_fields = ("version__title", "claim__statement")
    ordering = ("-id",)


@admin.register(Export)
class ExportAdmin(DeskAdmin):
    list_display = ("title", "form", "claims", "asked_by", "asked_at", "made_at", "removed_at")
    list_select_related = ("asked_by",)
    list_filter = ("form",)
    search_fields = ("title", "sha256")
    ordering = ("-id",)
    exclude = ("claim_ids",)
