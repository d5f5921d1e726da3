"""Two desks in one database: whatever the second one does is undone, and the first is empty meanwhile."""

from contextlib import contextmanager
from io import BytesIO

from django.db import connection, transaction

from claims.domain.datasets.exporting import export_dataset
from claims.domain.datasets.registry import BY_NAME
from claims.domain.datasets.taking import take_in
from claims.domain.reports.records import chosen_ids
from claims.models import Claim

BASE_URL = "http://desk.example.org"
KEPT = {"claims_user", "claims_user_groups", "auth_group", "django_migrations", "django_content_type"}


def export(name, *, ids=None, utf16=False, by=None, base_url=BASE_URL):
    """Return a whole export as bytes, and its tally."""
    if ids is None:
        ids = chosen_ids(Claim.objects.standing())
    pieces, tally = export_dataset(by=by, format=BY_NAME[name], ids=ids, base_url=base_url, utf16=utf16)
    return b"".join(pieces), tally


def import_(name, content, *, by, file="file"):
    """Return what became of each record of a file."""
    return list(take_in(by=by, format=name, entries=BY_NAME[name].read(BytesIO(content), name=file)))


def outcomes(results):
    return [str(result.outcome or "refused") for result in results]


@contextmanager
def empty_desk():
    """Empty the tables, people aside, until the block ends."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            tables = ", ".join(
                name for name in connection.introspection.table_names(cursor) if name not in KEPT
            )
            cursor.execute(f"TRUNCATE {tables} CASCADE")
        yield
        transaction.set_rollback(True)
