"""The door to the administrators' pages."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from claims.domain import access


class DeskAdminSite(AdminSite):
    """Django's admin for administrators of the desk, without anything that deletes."""

    site_header = "Administration"
    site_title = "Administration"
    index_title = "The desk's books"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.is_staff and access.can_administer(user)
