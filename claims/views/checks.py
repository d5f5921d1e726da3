"""What the public reads: checks as they stand, and as they stood."""

import json
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.domain.checks.claim_review import claim_review, withdrawal
from claims.domain.checks.sides import count_snapshot, sides
from claims.domain.checks.standing import with_slugs
from claims.forms.claims import search_text
from claims.models import Ruling
from claims.views.middleware import open_to_all
from claims.views.paging import page_of
from claims.views.public import base_url, desk_settings, for_programs, frame, last_changed, public
from claims.vocabulary import Label, RulingKind

PAGE_SIZE = 30
QUERY_LIMIT = 256


def versions_of(slug: str) -> list[Ruling]:
    """Return a check's versions, the first one first. Raises Http404 where there is no such check."""
    versions = list(with_slugs(Ruling.objects.filter(claim__slug=slug)).order_by("number"))
    if not versions:
        raise Http404
    return versions


@open_to_all
@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """Every check that stands, the latest ruling first; those with some words or one label on request."""
    typed = request.GET.get("q", "").strip()[:QUERY_LIMIT]
    label = request.GET.get("label", "")
    label = label if label in Label.values else ""
    words = search_text(typed)
    standing = Ruling.objects.standing()
    if words:
        standing = standing.filter(search=SearchQuery(words, config="english", search_type="websearch"))
    if label:
        standing = standing.filter(label=label)
    shown = standing.select_related("claim").only(
        "number", "kind", "label", "summary", "statement", "claimant_name", "created_at", "claim__slug"
    )
    page = page_of(shown, request.GET, size=PAGE_SIZE)
    context = {
        "page": page,
        "q": typed,
        "words": words,
        "label": label,
        "labels": Label.choices,
        "is_front": page.is_first and not (typed or label),
        "older_url": page.older_url,
        "newer_url": page.newer_url,
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


@open_to_all
@require_safe
def check_data(request: HttpRequest, slug: str) -> HttpResponse:
    """A check as ClaimReview; 410 for one that was withdrawn, with the reason and without a rating."""
    versions = versions_of(slug)
    current, settings = versions[-1], desk_settings(request)
    told: dict[str, Any] = {"base_url": base_url(request), "settings": settings}
    gone = current.kind == RulingKind.WITHDRAWAL
    data = withdrawal(current, **told) if gone else claim_review(current, versions=versions, **told)
    response = for_programs(linked_data(data))
    if gone:
        response.status_code = 410
        return response
    return public(request, response, changed=last_changed(current.created_at, settings.changed_at))


def linked_data(data: dict[str, Any]) -> HttpResponse:
    """Answer with JSON-LD."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return HttpResponse(text + "\n", content_type="application/ld+json; charset=utf-8")


def _check(request: HttpRequest, *, slug: str, number: int | None) -> HttpResponse:
    versions = versions_of(slug)
    current = versions[-1]
    shown = current
    if number is not None:
        named = [version for version in versions if version.number == number]
        if not named:
            raise Http404
        shown = named[0]
    settings = desk_settings(request)
    is_old = shown != current
    is_withdrawn = shown.kind == RulingKind.WITHDRAWAL
    context = {
        "slug": slug,
        "base_url": base_url(request),
        "ruling": shown,
        "current": current,
        "first": versions[0],
        "is_old": is_old,
        "is_withdrawn": is_withdrawn,
        "sides": sides(shown),
        "count": count_snapshot(shown.evidence, claimant=shown.claimant_name),
        "versions": versions[::-1],
        "since": [version for version in versions if version.number > shown.number],
        "description": shown.note if is_withdrawn else shown.summary,
    }
    if not (is_old or is_withdrawn):
        base = base_url(request)
        context["data"] = claim_review(shown, base_url=base, settings=settings, versions=versions)
        context["frame"] = frame(slug=slug, title=f"Checked: {shown.statement}", base=base)
    return public(
        request,
        render(request, "checks/check.html", context),
        changed=last_changed(current.created_at, settings.changed_at),
    )
