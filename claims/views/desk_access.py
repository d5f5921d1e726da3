"""The door of the desk: people with a role come in, others are not told that there is a room."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from claims.domain import access
from claims.models import User


class DeskRequest(HttpRequest):
    """What a view behind ``desk_page`` is given: somebody with a role, and what htmx says."""

    user: User
    htmx: HtmxDetails


def desk_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let people with a role in and answer 404 to anybody else who is signed in.

    A page and its fragment share one address, so every answer says that it varies with who asks.
    """

    @wraps(view)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not access.can_use_desk(request.user):
            raise Http404
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response

    return guarded
