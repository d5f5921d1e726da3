"""The addresses of programs; the pages' are in ``claims.urls``."""

from django.urls import URLPattern, URLResolver, re_path

from claims.api.fact_check_tools import addresses
from claims.api.late import LateResolver, nothing_here

urlpatterns: list[URLPattern | URLResolver] = [
    LateResolver("api/v1/", "claims.api.desk.service", "desk-api"),
    re_path(r"^api(?:/.*)?$", nothing_here, name="api-nothing"),
    *addresses.urlpatterns,
]
