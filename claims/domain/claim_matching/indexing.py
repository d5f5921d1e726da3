"""Making the words of claims that have none yet, or have them by earlier rules.

The database keeps them right by itself from then on; this is for claims from before it did.
"""

from collections.abc import Callable

from django.db import connection, transaction

# Locked, and skipped where somebody has one in hand: the next round finds it again.
PENDING = """
    SELECT c.id FROM claims_claim c
    WHERE c.id > %s AND c.retracted_at IS NULL AND NOT EXISTS (
        SELECT FROM claims_claimwords k WHERE k.claim_id = c.id AND k.rules = claim_words_rules()
    ) ORDER BY c.id LIMIT %s FOR NO KEY UPDATE OF c SKIP LOCKED
"""
COUNT = """
    SELECT count(*) FROM claims_claim c WHERE c.retracted_at IS NULL AND NOT EXISTS (
        SELECT FROM claims_claimwords k WHERE k.claim_id = c.id AND k.rules = claim_words_rules()
    )
"""


def index_claims_pending(*, batch: int = 2000, progress: Callable[[int], None] | None = None) -> int:
    """Make the words of every standing claim that waits for them, in committed batches.

    Stopped at any point it goes on where it was; any number of processes may run it at once. ``progress``
    is called with the number of claims of each batch. Returns how many were indexed.
    """
    behind = total = 0
    while ids := _index_batch(behind, batch):
        behind = ids[-1]
        total += len(ids)
        if progress:
            progress(len(ids))
    if total:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE claims_claimword, claims_claimwords")
    return total


def count_pending() -> int:
    """Return how many claims wait for ``index_claims_pending``."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return cursor.fetchone()[0]


@transaction.atomic
def _index_batch(behind: int, batch: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(PENDING, [behind, batch])
        ids = [claim_id for (claim_id,) in cursor.fetchall()]
        if ids:
            cursor.execute("SELECT index_claim_words(%s)", [ids])
    return ids
