"""What the desk tells the public of itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims.admin.base import CuratedAdmin, acting
from claims.domain.desk_settings import change_settings, read_logo
from claims.models import DeskSettings
from claims.models.desk_settings import ONLY


class DeskSettingsForm(forms.ModelForm):
    logo_file = forms.FileField(required=False, help_text="PNG or JPEG, 256 kB at most.")
    no_logo = forms.BooleanField(label="Take the logo away", required=False)


@admin.register(DeskSettings)
class DeskSettingsAdmin(CuratedAdmin):
    form = DeskSettingsForm
    fieldsets = (
        (None, {"fields": ("organisation", "is_news_organisation", "url", "same_as")}),
        ("Logo", {"fields": ("logo_file", "no_logo", "logo_url")}),
        ("Method", {"fields": ("methodology", "corrections_policy")}),
        ("Contact", {"fields": ("contact_email", "contact_url")}),
        ("Data", {"fields": ("language", "licence")}),
    )
    list_display = ("organisation", "url", "changed_by", "changed_at")
    list_select_related = ("changed_by",)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One row is all there is: once made, it is changed."""
        if DeskSettings.objects.exists():
            return redirect("admin:claims_desksettings_change", ONLY)
        return super().add_view(request, form_url, extra_context)

    def store(self, *, request: HttpRequest, form: Any, obj: DeskSettings | None) -> DeskSettings:
        values = form.cleaned_data.copy()
        logo = read_logo(values.pop("logo_file"), take_away=values.pop("no_logo"))
        return change_settings(by=acting(request), values=values, logo=logo)
