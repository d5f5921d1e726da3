"""The desk's API, loaded when it is first asked: a third of what starting the desk would take."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern

from claims.api.desk import problems


class LateResolver(URLResolver):
    """Addresses under a name of their own, whose module is imported at the first request or ``reverse``.

    Django reads every resolver's addresses to learn their names when it first looks one up; those of a
    namespace are looked up in it alone, so nothing is missed.
    """

    def __init__(self, route: str, module: str, namespace: str) -> None:
        super().__init__(RoutePattern(route), module, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        pass


def nothing_here(request: HttpRequest, **values: Any) -> HttpResponse:
    """Answer 404 as the API does, below it and beside it, without loading it."""
    return problems.plain(status=404)


nothing_here.login_required = False  # type: ignore[attr-defined]
nothing_here.csrf_exempt = True  # type: ignore[attr-defined]
