"""Signing in and out."""

from django.http import HttpRequest, HttpResponse

from claims.views.errors import error_page


def locked_out(request: HttpRequest, credentials: dict, *args: object, **kwargs: object) -> HttpResponse:
    message = (
        "Too many sign-ins failed for this name from this address. Wait fifteen minutes, or ask an"
        " administrator to let you in."
    )
    return error_page(request, status=429, title="Please wait", message=message)
