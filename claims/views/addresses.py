"""Addresses as the outside knows them, made from those of the request."""

from urllib.parse import unquote

from django.http import HttpRequest
from django.urls import reverse


def check_url(request: HttpRequest) -> str:
    """Return the address of a published check, with ``{slug}`` in its place."""
    return unquote(request.build_absolute_uri(reverse("check-list"))) + "{slug}/"
