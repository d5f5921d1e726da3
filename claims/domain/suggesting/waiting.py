"""Which articles wait to be read: nobody scored their present text, or it can be scored better by now."""

from typing import Any

from django.db import connection

from claims.domain.suggesting import weights
from claims.domain.suggesting.meaning import IS_EMBEDDED

# A current text that is cut into passages, and that no present model has read as well as it could.
WAITS = """
    a.retracted_at IS NULL AND a.current_revision_id IS NOT NULL
    AND EXISTS (SELECT FROM claims_searchchunk c WHERE c.revision_id = a.current_revision_id)
    AND NOT EXISTS (
        SELECT FROM claims_sentencescores s WHERE s.revision_id = a.current_revision_id AND (
            s.model IN (%(vectors)s, %(figures)s) OR s.model = %(words)s AND NOT {embedded}
        )
    )
"""
PENDING = """
    SELECT a.id, octet_length(r.text) FROM claims_article a
        JOIN claims_articlerevision r ON r.id = a.current_revision_id
    WHERE a.id > %(behind)s AND {waits} ORDER BY a.id LIMIT %(batch)s FOR NO KEY UPDATE OF a SKIP LOCKED
"""
ONE = """
    SELECT a.id, octet_length(r.text) FROM claims_articlerevision r JOIN claims_article a ON a.id = r.article_id
    WHERE r.id = %(revision)s AND a.current_revision_id = r.id AND {waits} FOR NO KEY UPDATE OF a
"""
# Asked again behind the locks: another process may have finished between the look and the lock.
TAKEN = """
    SELECT a.id, a.current_revision_id, a.language, {embedded} FROM claims_article a
    WHERE a.id = ANY(%(articles)s) AND {waits}
"""
COUNT = "SELECT count(*) FROM claims_article a WHERE {waits}"


def model_name(chosen: str) -> str:
    """Return what scores by a set of weights are marked with."""
    return f"{weights.NAME}/{chosen}"


def count_pending() -> int:
    """Return how many articles wait for ``suggest_pending``."""
    with connection.cursor() as cursor:
        cursor.execute(*completed(COUNT, {}))
        return cursor.fetchone()[0]


def forget_scores() -> int:
    """Let every text be read anew, with whatever weights are here now; return how many were read before."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM claims_sentencescores")
        return cursor.rowcount


def completed(query: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return one of the queries above, ready to be executed, and its parameters."""
    waits = WAITS.format(embedded=IS_EMBEDDED)
    names = {name: model_name(name) for name in weights.SETS}
    embedding = weights.load()["vectors"].embedding
    return query.format(waits=waits, embedded=IS_EMBEDDED), {**names, "embedding": embedding, **values}
