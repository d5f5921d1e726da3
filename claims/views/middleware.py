"""What every request passes through before a view sees it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from claims.views import errors


class SafeInput:
    """Refuse query strings with NUL or invalid Unicode, which the database would choke on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.bad_request(request)
        return self.get_response(request)


class SignInRequired:
    """Every page asks for a sign-in, unless its view says ``login_required = False``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        # Asked in this order: who reads an open page is not looked up, so it can be cached for everybody.
        if not getattr(view, "login_required", True) or request.user.is_authenticated:
            return None
        if request.path.startswith("/admin/"):
            return None  # the admin has a sign-in of its own
        if request.headers.get("HX-Request"):
            response = HttpResponse(status=401)
            response["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
            return response
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def open_to_all(view: Callable) -> Callable:
    """Mark a view that strangers may open."""
    view.login_required = False  # type: ignore[attr-defined]
    return view
