"""Which administrators' site Django serves."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Django's admin with the desk's own rules for who comes in."""

    default_site = "factcheck.administration.DeskAdminSite"
