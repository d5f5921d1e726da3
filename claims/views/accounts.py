"""Signing in and out."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from claims.domain import access
from claims.forms.accounts import SignInForm
from claims.views.errors import error_page
from claims.views.middleware import open_to_all

NAME_KEPT = 255
NOT_A_GOAL = {"sign-in", "sign-out", "sign-in-link"}
MODEL_BACKEND = "factcheck.authentication.DeskBackend"


def locked_out(request: HttpRequest, credentials: dict, *args: object, **kwargs: object) -> HttpResponse:
    message = (
        "Too many sign-ins failed for this name from this address. Wait fifteen minutes, or ask an"
        " administrator to let you in."
    )
    return error_page(request, status=429, title="Please wait", message=message)


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """Return the name that a sign-in was tried with, as much of it as the list of failures can hold."""
    name = (credentials or request.POST).get("username")
    return name[:NAME_KEPT] if name else name


def own_address(request: HttpRequest, target: str) -> str:
    """Return ``target`` if it is the plain path of one of our pages, else the desk's front page."""
    default = resolve_url(settings.LOGIN_REDIRECT_URL)
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return default
    parts = urlsplit(target)
    if parts.netloc or not parts.path.startswith("/") or "//" in parts.path or ".." in parts.path:
        return default
    try:
        match = resolve(parts.path)
    except Resolver404:
        return default
    if match.url_name in NOT_A_GOAL:
        return default
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@open_to_all
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; lead on to the page that was asked for."""
    target = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated:
        return redirect(own_address(request, target))
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(own_address(request, target))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/sign_in.html", {"form": form, "next": target}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time way into the demonstration: GET asks, only POST spends the link."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        user = access.use_sign_in_link(secret=secret)
        if user is not None:
            login(request, user, backend=MODEL_BACKEND)
            return redirect(settings.LOGIN_REDIRECT_URL)
    else:
        link = access.find_sign_in_link(secret=secret)
        if link is not None:
            context = {"person": link.user, "roles": sorted(link.user.roles)}
            return render(request, "accounts/link.html", context)
    message = (
        "A sign-in link works once and for twelve hours. Start the demonstration again to get fresh ones."
    )
    return error_page(request, status=410, title="This link has been used, or is too old", message=message)
