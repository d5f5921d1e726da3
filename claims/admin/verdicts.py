"""Verdicts, leases and rulings: given on the desk's pages, only looked at here."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from claims.admin.base import DeskAdmin
from claims.models import Lease, Ruling, Verdict
from claims.vocabulary import Stage


@admin.register(Verdict)
class VerdictAdmin(DeskAdmin):
    list_display = ("id", "label", "reviewer", "claim", "claim_version", "is_current", "created_at")
    list_filter = ("label", "is_current")
    list_select_related = ("reviewer", "claim")
    search_fields = ("claim__statement", "reviewer__username", "reviewer__name")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        """Others' verdicts on open claims stay hidden: an administrator may have yet to judge them."""
        settled_or_own = ~Q(claim__stage=Stage.OPEN) | Q(reviewer=request.user)
        return super().get_queryset(request).filter(settled_or_own)


@admin.register(Lease)
class LeaseAdmin(DeskAdmin):
    list_display = ("id", "claim", "reviewer", "expires_at")
    list_select_related = ("claim", "reviewer")
    search_fields = ("reviewer__username", "reviewer__name")
    ordering = ("-id",)


@admin.register(Ruling)
class RulingAdmin(DeskAdmin):
    list_display = ("id", "label", "kind", "number", "statement", "ruled_by", "created_at")
    list_filter = ("label", "kind")
    search_fields = ("statement", "summary")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ruling]:
        return super().get_queryset(request).select_related("claim", "ruled_by")
