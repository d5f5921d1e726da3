"""What all pages and files for the public share: their address, how long they are kept, how text is written."""

import re
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.html import format_html
from django.utils.http import http_date

from claims.domain.public_address import public_address
from claims.models import DeskSettings

FRESH_FOR = 60  # seconds
FRAME_WIDTH, FRAME_HEIGHT = 600, 240
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def asked_at(request: HttpRequest) -> str:
    """Return the address under which the desk was asked, without a slash at the end."""
    return f"{request.scheme}://{request.get_host()}"


def base_url(request: HttpRequest) -> str:
    """Return the desk's public address, without a slash at the end: the one it was asked at unless one is set."""
    return public_address(asked_at(request))


def desk_settings(request: HttpRequest) -> DeskSettings:
    """Return the settings of the desk, read once a request."""
    kept = vars(request)
    if "desk_settings" not in kept:
        kept["desk_settings"] = DeskSettings.current()
    return kept["desk_settings"]


def last_changed(*moments: datetime | None) -> float | None:
    """Return the latest of some moments in seconds since 1970; None where nothing is there yet."""
    known = [moment.timestamp() for moment in moments if moment is not None]
    return max(known, default=None)


def public(request: HttpRequest, response: HttpResponse, *, changed: float | None) -> HttpResponse:
    """Let everybody keep the answer for a minute, and answer 304 to who has it already.

    ``changed`` is when its content last changed, in seconds since 1970; None where nobody can say.
    """
    patch_cache_control(response, public=True, max_age=FRESH_FOR)
    set_response_etag(response)
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    answer = get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=int(changed) if changed is not None else None,
        response=response,
    )
    return answer or response


def public_stream(request: HttpRequest, response: HttpResponseBase, *, etag: str) -> HttpResponseBase:
    """The same for an answer that is written while it is sent; ``etag`` changes whenever its content does."""
    quoted = f'W/"{etag}"'
    answer = get_conditional_response(request, etag=quoted)
    kept = answer or response
    patch_cache_control(kept, public=True, max_age=FRESH_FOR)
    kept["ETag"] = quoted
    return kept


def for_programs(response: Any) -> Any:
    """Let programs on other sites read the answer; it is the same for everybody."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def xml_text(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return NOT_XML.sub("\ufffd", text)


def frame(*, slug: str, title: str, base: str, width: int = FRAME_WIDTH, height: int = FRAME_HEIGHT) -> str:
    """Return the HTML that shows a check's badge on another page."""
    address = base + reverse("check-embed", args=[slug])
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
        address,
        title,
        width,
        height,
    )
