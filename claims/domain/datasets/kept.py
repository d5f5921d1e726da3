"""Records of other people's datasets, written again as they came in while they still speak for the desk."""

from collections.abc import Sequence

from django.db.models.expressions import RawSQL

from claims.models import ImportedRecord


def all_of(ids: Sequence[int]) -> RawSQL:
    """Return ids as one parameter: a statement takes 65,535 of them at most."""
    return RawSQL("SELECT unnest(%s::bigint[])", (list(ids),))


def records_of_claims(ids: Sequence[int], *, format: str) -> dict[tuple[int, str], str]:
    """Return imported records by claim and by the state in which they speak for it; one query."""
    rows = ImportedRecord.objects.filter(format=format, claim__in=all_of(ids), appearance=None).order_by("pk")
    return {(claim, state): record for claim, state, record in rows.values_list("claim", "state", "record")}


def records_of_articles(ids: Sequence[int], *, format: str) -> dict[tuple[int, str], str]:
    """Return the same by article; one query."""
    rows = ImportedRecord.objects.filter(format=format, article__in=all_of(ids)).order_by("pk")
    return {
        (article, state): record for article, state, record in rows.values_list("article", "state", "record")
    }


def records_of_places(ids: Sequence[int], *, format: str) -> dict[tuple[int, str], str]:
    """Return the same by appearance; one query."""
    rows = ImportedRecord.objects.filter(format=format, appearance__in=all_of(ids)).order_by("pk")
    return {
        (place, state): record for place, state, record in rows.values_list("appearance", "state", "record")
    }
