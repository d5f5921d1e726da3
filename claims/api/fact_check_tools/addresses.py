"""Where the service stands: at the root of the site, since clients leave out any path before it."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path

from claims.api.fact_check_tools.discovery import rest
from claims.api.fact_check_tools.envelope import error
from claims.api.fact_check_tools.pages import page_detail, page_list
from claims.api.fact_check_tools.searching import claims_image_search, claims_search


def nothing_here(request: HttpRequest, **values: str) -> HttpResponse:
    """Answer 404 to any method, so that no address below ours leads to a page or on to another address."""
    return error(status=404)


nothing_here.login_required = False  # type: ignore[attr-defined]
nothing_here.csrf_exempt = True  # type: ignore[attr-defined]

urlpatterns: list[URLPattern] = [
    path("v1alpha1/claims:search", claims_search, name="tools-search"),
    path("v1alpha1/claims:imageSearch", claims_image_search, name="tools-image-search"),
    path("v1alpha1/pages", page_list, name="tools-pages"),
    path("v1alpha1/pages/<slug:slug>", page_detail, name="tools-page"),
    path("$discovery/rest", rest, name="tools-discovery"),
    re_path(r"^(?:v1alpha1|\$discovery)(?:/.*)?$", nothing_here, name="tools-nothing"),
]
