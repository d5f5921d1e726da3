"""What every request passes through before a view sees it."""

import codecs
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from claims.views import errors


class SafeInput:
    """Refuse what is too large to take, and text that is not Unicode or has a NUL, which none here may hold.

    Django reads what is not UTF-8 as replacement characters, so it would be stored changed; a NUL
    is an error of the database. NUL in a form's field is left to the form, which names the field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and (len(length) > 18 or int(length) > settings.REQUEST_MAX_BYTES):
            return errors.too_large(request)
        # The path has been decoded already; what was not UTF-8 in it stands percent-encoded again.
        path = unquote_to_bytes(request.path)
        query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
        if not (is_text(path) and is_text(query) and speaks_utf8(request)):
            return errors.bad_request(request)
        if request.method == "POST" and request.content_type == "application/x-www-form-urlencoded":
            try:
                unquote_to_bytes(request.body).decode()
            except UnicodeDecodeError:
                return errors.bad_request(request)
        return self.get_response(request)


def is_text(data: bytes) -> bool:
    """Tell whether bytes are UTF-8 without NUL; surrogates and overlong forms are not UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def speaks_utf8(request: HttpRequest) -> bool:
    """Tell whether the request's text is UTF-8; UTF-7, say, could spell a NUL with plain letters."""
    named = request.content_params.get("charset") if request.content_params else None
    try:
        return named is None or codecs.lookup(named).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False


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
