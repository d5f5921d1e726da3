"""claims:search and claims:imageSearch."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims.api.fact_check_tools.door import found, method
from claims.api.fact_check_tools.envelope import Violation
from claims.api.fact_check_tools.parameters import Parameters
from claims.api.fact_check_tools.publisher import Organisation, organisation
from claims.domain.checks.claim_review import check_address, stamp
from claims.domain.published import Published, find_published
from claims.vocabulary import Label

WORDS_LOOKED_FOR = 32
WORD = re.compile(r"[^\W_]+")
OLDEST_DAYS = 365 * 1000  # more days than a calendar has before today is no limit
PAGING = ("pageSize", "pageToken", "offset")
NARROWS = ("query", "reviewPublisherSiteFilter", "languageCode", "maxAgeDays")
IMAGE = ("imageUri", "languageCode")


def written(value: date | datetime) -> str:
    """Return a day, or a time with its zone, as RFC 3339 in UTC with whole seconds."""
    return stamp(value) if isinstance(value, datetime) else f"{value.isoformat()}T00:00:00Z"


def without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not set: this interface knows no null."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def claim_of(check: Published, *, by: Organisation) -> dict[str, Any]:
    """Return a check as a Claim with its one review."""
    word = str(Label(check.label).label)
    review = {
        "publisher": without_empty({"name": by.name, "site": by.site}),
        "url": check_address(check.slug, base_url=by.base_url),
        "title": f"{word}: {check.statement}",
        "reviewDate": written(check.first_published_at),
        "textualRating": word,
        "languageCode": by.language,
    }
    return without_empty(
        {
            "text": check.statement,
            "claimant": check.claimant,
            "claimDate": written(check.claimed_on) if check.claimed_on else "",
            "claimReview": [without_empty(review)],
        }
    )


@method(known=(*NARROWS, *PAGING), bound=NARROWS)
def claims_search(request: HttpRequest, given: Parameters) -> HttpResponse:
    """Find published checks whose claim, with its claimant, holds every word of the query."""
    query, site = given.text("query"), given.text("reviewPublisherSiteFilter")
    paging, language, days = given.paging(), given.language(), given.number("maxAgeDays")
    if not query and not site:
        raise Violation("Either query or reviewPublisherSiteFilter is needed.")
    by = organisation(request)
    words = " ".join(WORD.findall(query)[:WORDS_LOOKED_FOR])
    is_elsewhere = bool(site) and not by.is_at(site)
    if is_elsewhere or (query and not words) or (language and language != by.language.partition("-")[0]):
        return found({})
    checks = find_published(
        words=words,
        since=timezone.now() - timedelta(days=days) if 0 < days <= OLDEST_DAYS else None,
        before=paging.before,
        skip=paging.skip,
        most=paging.size + 1,
    )
    shown = checks[: paging.size]
    more = len(checks) > paging.size
    return found(
        without_empty(
            {
                "claims": [claim_of(check, by=by) for check in shown],
                "nextPageToken": given.token(shown[-1].place) if more else "",
            }
        )
    )


@method(known=(*IMAGE, *PAGING), bound=IMAGE)
def claims_image_search(request: HttpRequest, given: Parameters) -> HttpResponse:
    """Find nothing: the desk stores no images."""
    given.paging()
    given.language()
    if not given.text("imageUri"):
        raise Violation("The address of an image is needed.", field="imageUri")
    return found({})
