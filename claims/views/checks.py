"""What the public reads: checks as they stand, and as they stood."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from claims.domain.independence import Count, Source, count
from claims.models import Ruling
from claims.views.middleware import open_to_all
from claims.views.paging import page_of
from claims.vocabulary import RulingKind, Stance

PAGE_SIZE = 30
FRESH_FOR = 60  # seconds


@dataclass(frozen=True)
class Side:
    """The evidence of one stance, as it stood when the ruling was made."""

    stance: Stance
    items: list[dict[str, Any]]
    count: Count


def count_snapshot(items: Iterable[dict[str, Any]], *, claimant: str) -> Count:
    """Count links and independent origins in a ruling's snapshot."""
    # Rulings made before stories were known have none in their snapshot.
    sources = [
        Source(
            origin=item["origin"],
            is_other_source=item["counts"],
            story=item.get("story"),
            is_copy=item.get("copy", False),
        )
        for item in items
    ]
    return count(sources, claimant=claimant)


def sides(ruling: Ruling) -> list[Side]:
    """Arrange a ruling's evidence by what it does to the claim."""
    found = []
    for stance in Stance:
        items = [item for item in ruling.evidence if item["stance"] == stance]
        found.append(Side(stance, items, count_snapshot(items, claimant=ruling.claimant_name)))
    return found


def public(request: HttpRequest, response: HttpResponse, *, changed: float | None) -> HttpResponse:
    """Let everybody keep the page for a minute, and answer 304 to who has it already.

    ``changed`` is when its content last changed, in seconds since 1970; None where nothing is there yet.
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


@open_to_all
@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """Every check that stands, the latest ruling first."""
    later = Ruling.objects.filter(claim=OuterRef("claim"), number__gt=OuterRef("number"))
    standing = (
        Ruling.objects.filter(~Exists(later))
        .exclude(kind=RulingKind.WITHDRAWAL)
        .select_related("claim")
        .only("number", "kind", "label", "summary", "statement", "claimant_name", "created_at", "claim__slug")
    )
    page = page_of(standing, request.GET, size=PAGE_SIZE)
    context = {
        "page": page,
        "older_url": f"?{page.older}" if page.older else "",
        "newer_url": f"?{page.newer}" if page.newer else "",
    }
    # No date of change: a check that was withdrawn leaves the list without leaving a later one.
    return public(request, render(request, "checks/list.html", context), changed=None)


@open_to_all
@require_safe
def check_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A check as it stands."""
    return _check(request, slug=slug, number=None)


@open_to_all
@require_safe
def check_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A check as it stood in one of its versions, and what changed since."""
    return _check(request, slug=slug, number=number)


def _check(request: HttpRequest, *, slug: str, number: int | None) -> HttpResponse:
    versions = list(Ruling.objects.filter(claim__slug=slug).order_by("number"))
    if not versions:
        raise Http404
    current = versions[-1]
    shown = current
    if number is not None:
        named = [version for version in versions if version.number == number]
        if not named:
            raise Http404
        shown = named[0]
    context = {
        "slug": slug,
        "ruling": shown,
        "current": current,
        "first": versions[0],
        "is_old": shown != current,
        "is_withdrawn": shown.kind == RulingKind.WITHDRAWAL,
        "sides": sides(shown),
        "count": count_snapshot(shown.evidence, claimant=shown.claimant_name),
        "versions": versions[::-1],
        "since": [version for version in versions if version.number > shown.number],
    }
    return public(
        request, render(request, "checks/check.html", context), changed=current.created_at.timestamp()
    )
