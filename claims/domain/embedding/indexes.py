"""The index that finds near vectors, made once looking at every one of them takes too long.

Looking at each vector is exact and takes about a millisecond for 2,000 of them. The index (HNSW: Malkov
and Yashunin 2018) finds nearly the same in a few milliseconds however many there are, but slows down
every insert; ``docs/vectors.md`` has the figures. So small tables go without.
"""

import time
from dataclasses import dataclass

from django.db import connection

from claims.models import ClaimVector, PassageVector

# An index is made from so many vectors on; up to so many are looked at one by one while there is none.
INDEX_FROM = 5_000
LOOKED_AT = 10_000
KNOWN_FOR = 60.0  # seconds
LOCK = "index-vectors"
INDEXES: dict[str, str] = {
    PassageVector._meta.db_table: "passage_vector_near",
    ClaimVector._meta.db_table: "claim_vector_near",
}

IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"
HAS_MORE_THAN = "SELECT count(*) > {most} FROM (SELECT FROM {table} LIMIT {most} + 1) rows"


@dataclass(frozen=True)
class _Known:
    is_quick: bool
    until: float


_known: dict[tuple[str, str], _Known] = {}


def index_vectors() -> list[str]:
    """Make the indexes that pay by now; return their names. Nothing waits for it but the caller.

    Call it outside of a transaction. One that another process is making is left to that process, one
    left half-made is made anew.
    """
    made = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [LOCK])
        if not cursor.fetchone()[0]:
            return []
        try:
            for table, name in INDEXES.items():
                cursor.execute(IS_VALID, [name])
                found = cursor.fetchone()
                if (found and found[0]) or not _has_more_than(INDEX_FROM - 1, table):
                    continue
                cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                cursor.execute(
                    f"CREATE INDEX CONCURRENTLY {name} ON {table} USING hnsw (vector halfvec_ip_ops)"
                )
                made.append(name)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [LOCK])
    _known.clear()
    return made


def is_quick(table: str = PassageVector._meta.db_table) -> bool:
    """Say whether near vectors are found within a few milliseconds; looked up once a minute."""
    key = (connection.alias, table)
    known = _known.get(key)
    if known is None or known.until < time.monotonic():
        with connection.cursor() as cursor:
            cursor.execute(IS_VALID, [INDEXES[table]])
            found = cursor.fetchone()
        quick = bool(found and found[0]) or not _has_more_than(LOOKED_AT, table)
        known = _known[key] = _Known(quick, time.monotonic() + KNOWN_FOR)
    return known.is_quick


def forget_indexes() -> None:
    """Look anew at the next ``is_quick``."""
    _known.clear()


def _has_more_than(most: int, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HAS_MORE_THAN.format(most=most, table=table))
        return cursor.fetchone()[0]
