"""Checks on other people's pages: the badge that may stand in a frame, and the oEmbed card that offers it."""

from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from claims.domain.public_address import is_ours
from claims.views.checks import versions_of
from claims.views.middleware import open_to_all
from claims.views.public import (
    FRAME_HEIGHT,
    FRAME_WIDTH,
    asked_at,
    base_url,
    desk_settings,
    for_programs,
    frame,
    last_changed,
    public,
    xml_text,
)
from claims.vocabulary import RulingKind

CHECKS = {"check-detail", "check-version"}


@open_to_all
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # its types know no address with parts
@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """The claim, the ruling and a link, for a frame on any page: the only page that others may frame.

    It has no form, no script and nothing of who looks at it.
    """
    versions = versions_of(slug)
    current, settings = versions[-1], desk_settings(request)
    context = {
        "slug": slug,
        "ruling": current,
        "first": versions[0],
        "is_withdrawn": current.kind == RulingKind.WITHDRAWAL,
    }
    response = render(request, "checks/embed.html", context)
    return public(request, response, changed=last_changed(current.created_at, settings.changed_at))


def _refuse(status: int, message: str) -> HttpResponse:
    response = HttpResponse(message + "\n", status=status, content_type="text/plain; charset=utf-8")
    if status == 401:
        response["WWW-Authenticate"] = "Session"
    return for_programs(response)


def _size(text: str | None, *, usual: int) -> int | None:
    """Read a largest width or height; None for what is no number of pixels."""
    if text is None or text == "":
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        return None
    return min(usual, int(text))


@open_to_all
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The card of a check, as oEmbed 1.0 has it: 404 without one, 401 for the desk's own pages, 501 for other forms."""
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return _refuse(501, "This desk answers in json and xml.")
    slug, status = _slug_of(request.GET.get("url", ""), asked_at=asked_at(request))
    if status == 401:
        return _refuse(401, "This page is not public.")
    try:
        ruling = versions_of(slug)[-1] if slug else None
    except Http404:
        ruling = None
    if ruling is None:
        return _refuse(404, "Name the address of a published check of this desk in the parameter url.")
    width = _size(request.GET.get("maxwidth"), usual=FRAME_WIDTH)
    height = _size(request.GET.get("maxheight"), usual=FRAME_HEIGHT)
    if width is None or height is None:
        return _refuse(400, "maxwidth and maxheight are whole numbers of pixels above 0.")
    base, settings = base_url(request), desk_settings(request)
    gone = ruling.kind == RulingKind.WITHDRAWAL
    title = f"{'Withdrawn' if gone else ruling.get_label_display()}: {ruling.statement}"
    card: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": settings.name,
        "author_url": settings.url or base + reverse("check-list"),
        "provider_name": settings.name,
        "provider_url": base + reverse("check-list"),
        "cache_age": 3600,
        "width": width,
        "height": height,
        "html": frame(slug=slug, title=title, base=base, width=width, height=height),
    }
    changed = last_changed(ruling.created_at, settings.changed_at)
    return for_programs(public(request, _card(card, form), changed=changed))


def _card(card: dict[str, Any], form: str) -> HttpResponse:
    if form == "json":
        return JsonResponse(card)
    root = ET.Element("oembed")
    for name, value in card.items():
        ET.SubElement(root, name).text = xml_text(str(value))
    text = b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + ET.tostring(root, encoding="utf-8")
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _slug_of(url: str, *, asked_at: str) -> tuple[str, int]:
    """Return the slug of the check at an address and 200; "" and 404 for no check, "" and 401 for a desk page.

    Only the map of pages is asked, so nobody learns what is there and what is not.
    """
    try:
        found = resolve(unquote(urlsplit(url).path, errors="strict"))
    except (ValueError, Resolver404):
        return "", 404
    if not is_ours(url, asked_at=asked_at):
        return "", 404
    if found.url_name in CHECKS:
        return str(found.kwargs["slug"]), 200
    return "", 401 if getattr(found.func, "login_required", True) else 404
