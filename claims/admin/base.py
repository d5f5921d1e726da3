"""What all of the administrators' pages share: who may, what is refused, and that nothing is deleted."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.domain import access
from claims.domain.refusals import Refused
from claims.models import User

MOST_AT_ONCE = 100


def acting(request: HttpRequest) -> User:
    """Return who asks; the site lets nobody in without a sign-in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def administers(request: HttpRequest) -> bool:
    """Say whether who asks is an administrator of the desk."""
    return isinstance(request.user, User) and access.can_administer(request.user)


class DeskAdmin(admin.ModelAdmin):
    """A noun that administrators look at. Rows are kept: nobody deletes any here."""

    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return administers(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list as it was asked for; a year that no calendar has is told as a bad address."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError):
            raise IncorrectLookupParameters from None


class RefusableForm(forms.ModelForm):
    """A form that says what the desk refused when it was sent a moment ago."""

    refusal: Refused

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        field = self.refusal.field if self.refusal.field in self.fields else None
        self.add_error(field, self.refusal.message)
        return cleaned


class ForgivingAutocomplete(AutocompleteSelect):
    """An autocomplete that shows a form again even when what was sent for it is no number."""

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        known = [each for each in value if not each or (str(each).isdecimal() and len(str(each)) < 19)]
        return super().optgroups(name, known, attrs)


class CuratedAdmin(DeskAdmin):
    """A noun that administrators add to or change, through the desk's own functions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request)

    def store(self, *, request: HttpRequest, form: Any, obj: Any | None) -> Model:
        """Add what the form holds (``obj`` None) or change ``obj``, by a domain function; return the row."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = self.get_object(request, str(obj.pk)) if change else None
        obj.pk = self.store(request=request, form=form, obj=stored).pk

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = ForgivingAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is left to save: ``store`` has done it all."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page, or store what was sent; what the desk refuses is said beside its field."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            vars(request)["desk_refusal"] = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "desk_refusal", None)
        if refusal is None:
            return form
        return type(form.__name__, (RefusableForm, form), {"refusal": refusal})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why: a retraction is kept with its reason."},
    )


class Retracting(admin.ModelAdmin):
    """Actions that take rows back, with a reason, and put them back again."""

    actions = ("retract_chosen", "restore_chosen")

    def retract_row(self, *, by: Any, row: Any, reason: str) -> Model:
        """Take one row back by its domain function."""
        raise NotImplementedError

    def restore_row(self, *, by: Any, row: Any) -> Model:
        """Put one row back by its domain function."""
        raise NotImplementedError

    @admin.action(description="Retract, with a reason")
    def retract_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        rows = list(queryset.filter(retracted_at=None)[: MOST_AT_ONCE + 1])
        if len(rows) > MOST_AT_ONCE:
            self.message_user(request, f"Choose {MOST_AT_ONCE} at most.", messages.ERROR)
            return None
        if not rows:
            self.message_user(request, "All of these are retracted already.", messages.WARNING)
            return None
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            self._each(
                request,
                rows,
                "retracted",
                lambda row: self.retract_row(by=acting(request), row=row, reason=reason),
            )
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": f"Retract {len(rows)} of {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "rows": rows,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/retract.html", context)

    @admin.action(description="Restore")
    def restore_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = list(queryset.exclude(retracted_at=None)[:MOST_AT_ONCE])
        self._each(request, rows, "restored", lambda row: self.restore_row(by=acting(request), row=row))

    def _each(self, request: HttpRequest, rows: list[Any], done: str, act: Any) -> None:
        number = 0
        for row in rows:
            try:
                act(row)
            except Refused as refusal:
                self.message_user(request, f"“{row}” was left: {refusal.message}", messages.WARNING)
            else:
                number += 1
        self.message_user(request, f"{number} {done}.", messages.SUCCESS if number else messages.WARNING)


class RetractedFilter(admin.SimpleListFilter):
    """Standing or retracted."""

    title = "retracted"
    parameter_name = "retracted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "No"), ("yes", "Yes")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("no", "yes"):
            return queryset.filter(retracted_at__isnull=self.value() == "no")
        return queryset


def excerpt(text: str, *, length: int = 100) -> str:
    """Return the beginning of a text for a column."""
    return text if len(text) <= length else text[: length - 1] + "…"
