"""Finding copies: the index names candidates, the texts themselves decide.

Work is done in batches, each one transaction. Reading and hashing texts runs beside others' work;
from the first mark that is written to the commit one process works at a time, so that of two copies
that come in at once the second finds the first.
"""

from collections.abc import Callable, Sequence

from django.db import connection, transaction

from claims.domain.copies.joining import Found, sort_out
from claims.domain.copies.shingles import make_sketch
from claims.domain.copies.signing import MADE_WITH, Signed, candidates, read_texts, write_signatures
from claims.domain.copies.stories import lock_stories

# Texts taken into memory at once, in bytes.
BATCH_BYTES = 4 * 2**20
# Locks of one kind must not meet those of another.
CLAIMED = 4_020_778

PENDING = """
    SELECT id, revision_id, length FROM (
        SELECT a.id, r.id AS revision_id, octet_length(r.text) AS length
        FROM claims_article a JOIN claims_articlerevision r ON r.id = a.current_revision_id
        WHERE a.id > %(behind)s AND a.retracted_at IS NULL AND NOT EXISTS (
            SELECT FROM claims_copysignature s WHERE s.revision_id = r.id AND s.made_with = %(made_with)s
        )
        ORDER BY a.id LIMIT %(limit)s
    ) pending
    ORDER BY id
"""
CLAIM = "SELECT id FROM unnest(%s::bigint[]) id WHERE pg_try_advisory_xact_lock(%s, (id %% 2147483647)::int)"
# Asked again behind the lock: another process may have finished, or the text may have changed.
STILL = """
    SELECT a.id, r.id FROM claims_article a JOIN claims_articlerevision r ON r.id = a.current_revision_id
    WHERE r.id = ANY(%(revisions)s) AND a.retracted_at IS NULL AND NOT EXISTS (
        SELECT FROM claims_copysignature s WHERE s.revision_id = r.id AND s.made_with = %(made_with)s
    )
    ORDER BY a.id
"""
COUNT = """
    SELECT count(*) FROM claims_article a
    WHERE a.current_revision_id IS NOT NULL AND a.retracted_at IS NULL AND NOT EXISTS (
        SELECT FROM claims_copysignature s
        WHERE s.revision_id = a.current_revision_id AND s.made_with = %s
    )
"""


def find_copies_pending(*, batch: int = 100, progress: Callable[[int], None] | None = None) -> int:
    """Look for copies of every article whose current text was not looked at yet, in committed batches.

    Stopped at any point it goes on where it was; any number of processes may run it at once.
    ``progress`` is called with the number of articles of each batch. Returns how many were looked at.
    """
    total = behind = 0
    while True:
        last, done = _batch(behind, batch)
        if not last:
            return total
        behind = last
        total += done
        if progress:
            progress(done)


def find_copies_revision(*, revision_id: int) -> bool:
    """Look for copies of one text; False where that was done before, or the text is not current."""
    with transaction.atomic():
        return bool(_look([revision_id]))


def count_pending() -> int:
    """Return how many articles wait for ``find_copies_pending``."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [MADE_WITH])
        return cursor.fetchone()[0]


def forget_signatures() -> None:
    """Forget all signatures, so that every text is looked at again; pairs and stories stay."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_copysignature SET made_with = ''")


@transaction.atomic
def _batch(behind: int, limit: int) -> tuple[int, int]:
    """Look at the next articles behind an id. Returns the last id seen (0: none left) and how many."""
    with connection.cursor() as cursor:
        cursor.execute(PENDING, {"behind": behind, "limit": limit, "made_with": MADE_WITH})
        rows: list[tuple[int, int]] = []
        size = 0
        for article_id, revision_id, length in cursor.fetchall():
            if rows and size + length > BATCH_BYTES:
                break
            rows.append((article_id, revision_id))
            size += length
        if not rows:
            return 0, 0
        # What another process has in hand is left to it.
        cursor.execute(CLAIM, [[article for article, _ in rows], CLAIMED])
        mine = {article for (article,) in cursor.fetchall()}
    return rows[-1][0], _look([revision for article, revision in rows if article in mine])


def _look(revisions: Sequence[int]) -> int:
    texts = read_texts(revisions)
    sketches = {revision: make_sketch(text) for revision, text in texts.items()}
    lock_stories()
    with connection.cursor() as cursor:
        cursor.execute(STILL, {"revisions": list(revisions), "made_with": MADE_WITH})
        signed = [
            Signed(article_id, revision_id, texts[revision_id], sketches[revision_id])
            for article_id, revision_id in cursor.fetchall()
        ]
    write_signatures(signed)
    near = candidates(signed)
    sort_out([Found(one, near.get(one.revision_id, [])) for one in signed])
    return len(signed)
