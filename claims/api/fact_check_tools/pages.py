"""pages: the markup of published checks, to read. What Google's service writes here, this one refuses."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from claims.api.fact_check_tools.door import found, method
from claims.api.fact_check_tools.envelope import Violation, error
from claims.api.fact_check_tools.parameters import Parameters
from claims.api.fact_check_tools.publisher import Organisation, organisation
from claims.api.fact_check_tools.searching import PAGING, without_empty
from claims.domain.checks import scale
from claims.domain.checks.claim_review import check_address, first_said
from claims.domain.published import Published, find_published
from claims.vocabulary import Label

WANTED = ("url", "organization")


def page_of(check: Published, *, by: Organisation) -> dict[str, Any]:
    """Return a check as a ClaimReviewMarkupPage."""
    address = check_address(check.slug, base_url=by.base_url)
    value = scale.VALUES.get(Label(check.label))
    rating: dict[str, Any] = {
        "textualRating": str(Label(check.label).label),
        "ratingExplanation": check.summary,
    }
    if value is not None:
        rating |= {
            "ratingValue": value,
            "worstRating": scale.WORST,
            "bestRating": scale.BEST,
        }
    first = first_said(check.said_in).get("url", "")
    markup = {
        "url": address,
        "claimReviewed": check.statement,
        "claimDate": check.claimed_on.isoformat() if check.claimed_on else "",
        "claimAuthor": without_empty({"name": check.claimant}),
        "claimFirstAppearance": first,
        # "Aside from the first", as the interface has it.
        "claimAppearances": [place["url"] for place in check.said_in if place["url"] not in ("", first)],
        "rating": without_empty(rating),
    }
    return without_empty(
        {
            "name": f"pages/{check.slug}",
            "pageUrl": address,
            "publishDate": check.first_published_at.date().isoformat(),
            "versionId": str(check.version),
            "claimReviewAuthor": without_empty({"name": by.name, "imageUrl": by.logo}),
            "claimReviewMarkups": [without_empty(markup)],
        }
    )


@method(known=(*WANTED, *PAGING), bound=WANTED, refuses=("POST",))
def page_list(request: HttpRequest, given: Parameters) -> HttpResponse:
    """Find the markup of one page by its ``url``, or of all of an organisation by its site."""
    url, site = given.text("url"), given.text("organization")
    paging = given.paging()
    if bool(url) == bool(site):
        raise Violation("Exactly one of url and organization is needed.")
    by = organisation(request)
    slugs = None
    if url:
        slug = _slug_in(url) if by.is_at(url) else ""
        slugs = [slug] if slug else []
    elif not by.is_at(site):
        slugs = []
    if slugs == []:
        return found({})
    checks = find_published(slugs=slugs, before=paging.before, skip=paging.skip, most=paging.size + 1)
    shown = checks[: paging.size]
    more = len(checks) > paging.size
    return found(
        without_empty(
            {
                "claimReviewMarkupPages": [page_of(check, by=by) for check in shown],
                "nextPageToken": given.token(shown[-1].place) if more else "",
            }
        )
    )


@method(refuses=("PUT", "DELETE"))
def page_detail(request: HttpRequest, given: Parameters, slug: str) -> HttpResponse:
    checks = find_published(slugs=[slug], most=1)
    if not checks:
        return error(status=404)
    return found(page_of(checks[0], by=organisation(request)))


def _slug_in(url: str) -> str:
    """Return the slug of the check at an address of ours, "" where there is no check."""
    try:
        match = resolve(urlsplit(url).path)
    except (Resolver404, ValueError):
        return ""
    return str(match.kwargs.get("slug", "")) if match.url_name in ("check-detail", "check-version") else ""
