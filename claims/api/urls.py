"""The addresses of programs; the pages' are in ``claims.urls``."""

from django.urls import URLPattern, URLResolver, include, path

from claims.api.desk import service
from claims.api.fact_check_tools import addresses

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include((service.urlpatterns, "desk-api"))),
    service.anything_else,
    *addresses.urlpatterns,
]
