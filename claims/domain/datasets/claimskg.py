"""ClaimsKG CSV: published checks in 23 columns. Written only: the desk makes no checks of other people's.

The file ends in .csv, so a spreadsheet program may open it: cells that it would take for formulas get an
apostrophe in front, as in the desk's own tables (``reports.csv_format``).
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from claims.domain.checks.claim_review import organisation
from claims.domain.datasets import labels
from claims.domain.datasets.gathering import Facts
from claims.domain.datasets.writing import Export, LeftOut, claim_records, labelled
from claims.domain.reports.csv_format import neutralise
from claims.models import DeskSettings
from claims.vocabulary import Label

NAME = "claimskg"
COLUMNS = (
    "rating_ratingValue",
    "rating_worstRating",
    "rating_bestRating",
    "rating_alternateName",
    "creativeWork_author_name",
    "creativeWork_datePublished",
    "creativeWork_author_sameAs",
    "claimReview_author_name",
    "claimReview_author_url",
    "claimReview_url",
    "claimReview_claimReviewed",
    "claimReview_datePublished",
    "claimReview_source",
    "claimReview_author",
    "extra_body",
    "extra_refered_links",
    "extra_title",
    "extra_tags",
    "extra_entities_claimReview_claimReviewed",
    "extra_entities_body",
    "extra_entities_keywords",
    "extra_entities_author",
    "related_links",
)
WORST, BEST = 1, 3
NOT_PUBLISHED = "not published"


def write(export: Export) -> Iterator[str]:
    """Yield the header and a row for each published check, with the desk as ClaimReview names it."""
    desk = organisation(DeskSettings.current(), base_url=export.base_url)
    yield _line(COLUMNS)

    def derive(facts: Facts) -> str:
        return _line(_row(facts, desk))

    yield from claim_records(export, format=NAME, derive=derive)


def _row(facts: Facts, desk: dict[str, Any]) -> list[str | int]:
    label = Label(labelled(facts))
    if facts.ruling is None or facts.first_published_at is None:
        raise LeftOut(NOT_PUBLISHED)
    word, value = labels.CLAIMSKG[label]
    ruling = facts.ruling
    links = list(dict.fromkeys(piece.url for piece in facts.evidence if piece.url))
    found: dict[str, str | int] = {
        "rating_ratingValue": value,
        "rating_alternateName": word,
        "creativeWork_author_name": facts.claimant,
        "creativeWork_datePublished": facts.claimed_on.isoformat() if facts.claimed_on else "",
        "claimReview_author_name": desk["name"],
        "claimReview_author_url": desk["url"],
        "claimReview_url": facts.check_url,
        "claimReview_claimReviewed": facts.statement,
        "claimReview_datePublished": facts.first_published_at.date().isoformat(),
        "claimReview_source": desk["name"],
        "claimReview_author": desk["name"],
        "extra_body": f"{ruling.summary}\n\n{ruling.explanation}".strip(),
        "extra_refered_links": ",".join(links),
        "extra_title": ruling.summary,
        "related_links": (facts.article.url if facts.article else ""),
    }
    if value >= WORST:
        found |= {"rating_worstRating": WORST, "rating_bestRating": BEST}
    return [found.get(column, "") for column in COLUMNS]


def _line(cells: tuple[str, ...] | list[str | int]) -> str:
    buffer = io.StringIO(newline="")
    written = [cell if isinstance(cell, int) else neutralise(cell) for cell in cells]
    csv.writer(buffer, lineterminator="\n").writerow(written)
    return buffer.getvalue()
