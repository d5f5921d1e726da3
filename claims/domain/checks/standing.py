"""Reading checks in bulk, a chunk at a time, each with its versions."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from claims.models import Ruling
from claims.vocabulary import RulingKind

CHUNK = 200
COLUMNS = [field.name for field in Ruling._meta.concrete_fields if field.name != "search"]
PARTS = """
    WITH standing AS (
        SELECT claim_id, created_at, (row_number() OVER (ORDER BY claim_id) - 1) / %(size)s AS part
        FROM (
            SELECT DISTINCT ON (claim_id) claim_id, created_at, kind FROM claims_ruling
            ORDER BY claim_id, number DESC
        ) latest
        WHERE kind <> 'withdrawal'
    )
    SELECT min(claim_id), max(created_at) FROM standing GROUP BY part ORDER BY part
"""


class Check(NamedTuple):
    """The last version of a check, and all of them, the first one first."""

    current: Ruling
    versions: list[Ruling]


def checks(*, size: int = CHUNK) -> Iterator[Check]:
    """Yield every check, oldest claim first, withdrawn ones as well; two queries for each ``size``."""
    after = 0
    while True:
        found = list(with_slugs(_latest_after(after))[:size])
        yield from with_versions(found)
        if len(found) < size:
            return
        after = found[-1].claim_id


def _latest_after(claim: int) -> QuerySet[Ruling]:
    """Last versions in the order of their claims, from the claim after this one on: the index gives them so."""
    return Ruling.objects.filter(claim__gt=claim).order_by("claim_id", "-number").distinct("claim_id")


def with_slugs(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """Fetch rulings with what makes their addresses."""
    return rulings.select_related("claim").only(*COLUMNS, "claim__slug")


def with_versions(latest: Sequence[Ruling]) -> list[Check]:
    """Return the checks whose last versions are given, with all their versions; one query at most.

    Of a later check's versions only number, kind, note and time are fetched.
    """
    versions: dict[int, list[Ruling]] = {ruling.claim_id: [] for ruling in latest}
    changed = [ruling.claim_id for ruling in latest if ruling.number > 1]
    if changed:
        all_versions = Ruling.objects.filter(claim__in=changed).order_by("claim_id", "number")
        for version in all_versions.only("claim_id", "number", "kind", "note", "created_at"):
            versions[version.claim_id].append(version)
    return [Check(ruling, versions[ruling.claim_id] or [ruling]) for ruling in latest]


class Part(NamedTuple):
    """A stretch of all checks that stand: the first one's claim, and when the last of them changed."""

    first: int
    changed_at: datetime


def parts(*, size: int) -> list[Part]:
    """Cut the checks that stand into stretches of ``size``, oldest claim first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(PARTS, {"size": size})
        return [Part(*row) for row in cursor.fetchall()]


def addresses(*, first: int, most: int, size: int = 2000) -> Iterator[tuple[str, datetime]]:
    """Yield the slugs of ``most`` checks that stand, from a claim on, and when each changed."""
    after = first - 1
    while most > 0:
        columns = ("claim_id", "claim__slug", "created_at", "kind")
        found = list(_latest_after(after).values_list(*columns)[:size])
        standing = [row for row in found if row[-1] != RulingKind.WITHDRAWAL][:most]
        for _, slug, changed_at, _ in standing:
            yield slug, changed_at
        most -= len(standing)
        if len(found) < size:
            return
        after = found[-1][0]


class State(NamedTuple):
    """How far the books of checks have come: another state, other lists of checks."""

    last: int
    at: datetime | None


def state() -> State:
    """Return the number and time of the last ruling; one query that reads two rows of an index."""
    last = Ruling.objects.order_by("-id").values_list("id", "created_at").first()
    return State(*last) if last else State(0, None)
