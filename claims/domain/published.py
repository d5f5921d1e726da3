"""What the desk has published and stands by: found by its words, its age or its address, one row a check."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

COLUMNS = """
    f.id, c.id, c.slug, s.number, s.label, s.summary, s.statement, s.claimant_name, s.claimed_on,
    f.created_at, s.said_in, coalesce(a.url, '')
"""
# From the first publication, whose number never changes: a correction moves no check to another place.
STANDING = f"""
    SELECT {COLUMNS}
    FROM claims_ruling f
        JOIN claims_claim c ON c.id = f.claim_id
        LEFT JOIN claims_article a ON a.id = c.lifted_from_id AND a.retracted_at IS NULL
        CROSS JOIN LATERAL (
            SELECT * FROM claims_ruling r WHERE r.claim_id = f.claim_id ORDER BY r.number DESC LIMIT 1
        ) s
    WHERE f.number = 1 AND s.kind <> 'withdrawal'
"""  # noqa: S608  # names of columns alone
# Written as the index is (models.ruling), of all versions; then the one that stands has to hold them, too.
WORDS = """to_tsvector('english'::regconfig, COALESCE({0}.statement, '') || ' ' || COALESCE({0}.claimant_name, ''))
    @@ plainto_tsquery('english'::regconfig, %(words)s)"""
HOLDING = f"""
    AND f.claim_id IN (SELECT w.claim_id FROM claims_ruling w WHERE {WORDS.format("w")}) AND {WORDS.format("s")}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Published:
    """A check that stands: its ruling's last version in the words of the public.

    ``place`` orders checks by when they were first published, and never changes. ``said_in`` are the
    articles that the claim stands in, as its ruling keeps them; of rulings made before that was noted only
    the address of the one that it was lifted from is known, if any.
    """

    place: int
    claim_id: int
    slug: str
    version: int
    label: str
    summary: str
    statement: str
    claimant: str
    claimed_on: date | None
    first_published_at: datetime
    said_in: list[dict[str, str]]


def find_published(
    *,
    words: str = "",
    since: datetime | None = None,
    slugs: Iterable[str] | None = None,
    before: int | None = None,
    skip: int = 0,
    most: int,
) -> list[Published]:
    """Return ``most`` checks that stand, the latest published first; one query, however many there are.

    ``words`` must all stand in the claim or its claimant's name (any form of an English word). ``since``:
    the claim or its first publication is not older. ``before`` is the ``place`` of the last row that is known already,
    else ``skip`` rows are left out.
    """
    statement = STANDING
    given: dict[str, Any] = {"most": most}
    if words:
        statement += HOLDING
        given["words"] = words
    if since is not None:
        statement += " AND (f.created_at >= %(since)s OR s.claimed_on >= %(day)s)"
        given |= {"since": since, "day": timezone.localdate(since)}
    if slugs is not None:
        statement += " AND c.slug = ANY (%(slugs)s)"
        given["slugs"] = list(slugs)
    if before is not None:
        statement += " AND f.id < %(before)s"
        given["before"] = before
    statement += " ORDER BY f.id DESC LIMIT %(most)s"
    if skip and before is None:
        statement += " OFFSET %(skip)s"
        given["skip"] = skip
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [Published(*_with_places(row)) for row in cursor.fetchall()]


def _with_places(row: tuple[Any, ...]) -> tuple[Any, ...]:
    *known, said_in, address = row
    only = [{"title": "", "publisher": "", "url": address, "date": ""}] if address else []
    return (*known, json.loads(said_in) or only)
