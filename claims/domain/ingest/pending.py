"""The second pass of an import: index what was stored and isn't indexed yet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from claims.domain.ingest.indexing import Indexable, analyse, index_revisions, queue_preparing_all

# Texts taken into memory at once, in bytes.
BATCH_BYTES = 8 * 2**20

PENDING = """
    SELECT a.id, r.id, octet_length(r.text)
    FROM claims_article a JOIN claims_articlerevision r ON r.id = a.current_revision_id
    WHERE a.id > %s AND NOT EXISTS (SELECT FROM claims_searchchunk c WHERE c.revision_id = r.id)
    ORDER BY a.id LIMIT %s FOR NO KEY UPDATE OF a SKIP LOCKED
"""
# Asked again behind the locks: another process may have finished between the look and the lock.
TAKEN = """
    SELECT r.id, r.text, a.title, a.language
    FROM claims_article a JOIN claims_articlerevision r ON r.id = a.current_revision_id
    WHERE r.id = ANY(%s) AND NOT EXISTS (SELECT FROM claims_searchchunk c WHERE c.revision_id = r.id)
    ORDER BY r.id
"""
COUNT = """
    SELECT count(*) FROM claims_article a WHERE a.current_revision_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM claims_searchchunk c WHERE c.revision_id = a.current_revision_id)
"""


def index_pending(
    *, batch: int = 200, workers: int = 1, progress: Callable[[int], None] | None = None
) -> int:
    """Index every article's current text that isn't indexed yet, in committed batches.

    Stopped at any point it goes on where it was; any number of processes may run it at once. With
    several ``workers`` one cuts passages while the database makes the words of another's. ``progress``
    is called with the number of articles of each batch. Returns how many were indexed.
    """
    if workers == 1:
        total = _index_all(batch, progress)
    else:
        with ThreadPoolExecutor(workers) as pool:
            runs = [pool.submit(_index_in_thread, batch, progress) for _ in range(workers)]
            total = sum(run.result() for run in runs)
    if total:
        analyse()
        queue_preparing_all()
    return total


def count_pending() -> int:
    """Return how many articles wait for ``index_pending``."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return cursor.fetchone()[0]


def _index_in_thread(batch: int, progress: Callable[[int], None] | None) -> int:
    try:
        return _index_all(batch, progress)
    finally:
        connection.close()


def _index_all(batch: int, progress: Callable[[int], None] | None) -> int:
    total = behind = 0
    while True:
        last, indexed = _index_batch(behind, batch)
        if not last:
            return total
        behind = last
        total += indexed
        if progress:
            progress(indexed)


@transaction.atomic
def _index_batch(behind: int, batch: int) -> tuple[int, int]:
    """Index the next articles behind an id. Returns the last id looked at (0: none left) and how many."""
    with connection.cursor() as cursor:
        cursor.execute(PENDING, [behind, batch])
        last = size = 0
        revision_ids: list[int] = []
        for article_id, revision_id, length in cursor.fetchall():
            if revision_ids and size + length > BATCH_BYTES:
                break
            last, size = article_id, size + length
            revision_ids.append(revision_id)
        if not revision_ids:
            return 0, 0
        cursor.execute(TAKEN, [revision_ids])
        revisions = [Indexable(*row) for row in cursor.fetchall()]
    return last, index_revisions(revisions)
