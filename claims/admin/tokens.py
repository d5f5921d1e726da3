"""Tokens for the API: whose, for what, and revoking them. Nobody makes one for somebody else."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import MOST_AT_ONCE, DeskAdmin, acting
from claims.domain.machines import tokens
from claims.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(DeskAdmin):
    list_display = ("name", "prefix", "user", "scope_list", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__username", "user__name")
    ordering = ("-id",)
    fields = (
        "name",
        "prefix",
        "user",
        "scope_list",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
        "revoked_by",
    )
    actions = ("revoke_chosen",)

    @admin.display(description="scopes")
    def scope_list(self, token: ApiToken) -> str:
        return ", ".join(token.scopes)

    @admin.action(description="Revoke, for good")
    def revoke_chosen(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        chosen = queryset[:MOST_AT_ONCE]
        for token in chosen:
            tokens.revoke_token(by=acting(request), token=token)
        self.message_user(request, f"{len(chosen)} revoked.")
