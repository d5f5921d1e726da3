"""The people of the desk and their roles."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from claims.admin.base import CuratedAdmin, DeskAdmin, acting
from claims.domain import curation
from claims.models import SignInLink, User
from claims.vocabulary import Role

# The roles are fixed; who has which is said on the person's page.
admin.site.unregister(Group)


class PersonAddForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "name", "email", "groups")


@admin.register(User)
class PersonAdmin(CuratedAdmin, UserAdmin):
    add_form = PersonAddForm
    list_display = ("username", "name", "email", "role_names", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    actions = ("let_in_again",)
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "email")}),
        ("On the desk", {"fields": ("is_active", "groups")}),
        ("Since", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email", "groups")}),
        ("Password", {"fields": ("usable_password", "password1", "password2")}),
    )
    readonly_fields = ("date_joined", "last_login")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="roles")
    def role_names(self, person: User) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all()))

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            return forms.ModelMultipleChoiceField(
                Group.objects.filter(name__in=Role.values).order_by("name"),
                label="Roles",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Without a role, somebody can sign in and sees nothing.",
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def store(self, *, request: HttpRequest, form: Any, obj: User | None) -> User:
        data = form.cleaned_data
        has_password = data.get("set_usable_password", True)
        return curation.save_person(
            by=acting(request),
            person=obj,
            username=data["username"],
            name=data["name"],
            email=data["email"],
            roles=[group.name for group in data["groups"]],
            is_active=data.get("is_active", True),
            password=data.get("password1") if has_password else None,
        )

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set somebody's password, and note in the same transaction that it was done."""
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == 302:
                person = User.objects.get(pk=unquote(id))
                curation.note_password_change(by=acting(request), person=person)
        return response

    @admin.action(description="Let in again after failed sign-ins")
    def let_in_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset[:100]:
            curation.let_in(by=acting(request), person=person)
        self.message_user(request, "They can sign in again.")


@admin.register(SignInLink)
class SignInLinkAdmin(DeskAdmin):
    list_display = ("id", "user", "created_at", "expires_at", "used_at")
    list_select_related = ("user",)
    ordering = ("-id",)
    fields = ("user", "created_at", "expires_at", "used_at")
