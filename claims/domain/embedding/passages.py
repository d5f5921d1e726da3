"""Embedding the passages of articles: all that wait, or one revision's.

Only what search shows is embedded: the current texts of standing articles, without boilerplate.
Whatever a batch has done is committed, so the work goes on where it stopped.
"""

from collections.abc import Callable

from django.db import connection, transaction

from claims.domain.embedding.model import embed, is_available, model_name, require_model
from claims.domain.embedding.storing import store_passage_vectors

BATCH = 16  # revisions
# Passages embedded in one transaction: a second or two of work. A long article takes several.
PASSAGES_AT_ONCE = 400

# What waits has no model, or another one; each is looked up in the index, and nothing else is looked at.
OUTDATED_MODELS = """
    WITH RECURSIVE models AS (
        (SELECT model FROM claims_embeddedrevision ORDER BY model LIMIT 1)
        UNION ALL
        SELECT (SELECT e.model FROM claims_embeddedrevision e WHERE e.model > models.model ORDER BY e.model LIMIT 1)
        FROM models WHERE models.model IS NOT NULL
    )
    SELECT model FROM models WHERE model <> %s
"""
WAITING = """
    SELECT e.revision_id
    FROM claims_embeddedrevision e
        JOIN claims_articlerevision r ON r.id = e.revision_id
        JOIN claims_article a ON a.id = r.article_id
    WHERE e.model = %s AND e.revision_id > %s AND a.retracted_at IS NULL
    ORDER BY e.revision_id LIMIT %s FOR NO KEY UPDATE OF e SKIP LOCKED
"""
COUNT = """
    SELECT count(*) FROM claims_embeddedrevision e
        JOIN claims_articlerevision r ON r.id = e.revision_id
        JOIN claims_article a ON a.id = r.article_id
        JOIN claims_passage p ON p.revision_id = r.id
    WHERE e.model = ANY(%s) AND a.retracted_at IS NULL AND a.current_revision_id = r.id
        AND p.kind <> 'boilerplate'
        AND NOT EXISTS (SELECT FROM claims_passagevector v WHERE v.passage_id = p.id AND v.model = %s)
"""
ONE = """
    SELECT e.revision_id
    FROM claims_embeddedrevision e
        JOIN claims_articlerevision r ON r.id = e.revision_id
        JOIN claims_article a ON a.id = r.article_id
    WHERE e.revision_id = %s AND e.model <> %s AND a.retracted_at IS NULL FOR NO KEY UPDATE OF e
"""
# Passages that somebody is replacing right now are left alone: the new ones will wait for themselves.
PASSAGES = """
    SELECT p.id, p.text FROM claims_passage p
        JOIN claims_articlerevision r ON r.id = p.revision_id
        JOIN claims_article a ON a.id = r.article_id
    WHERE r.id = ANY(%s) AND a.current_revision_id = r.id AND a.retracted_at IS NULL
        AND p.kind <> 'boilerplate'
        AND NOT EXISTS (SELECT FROM claims_passagevector v WHERE v.passage_id = p.id AND v.model = %s)
    ORDER BY p.revision_id, p.number LIMIT %s FOR KEY SHARE OF p SKIP LOCKED
"""
# What search won't show any more only makes the index slower.
DROP_OUTDATED = """
    DELETE FROM claims_passagevector v
    USING claims_articlerevision new
        JOIN claims_article a ON a.id = new.article_id
        JOIN claims_articlerevision old ON old.article_id = a.id AND old.id <> a.current_revision_id
        JOIN claims_passage p ON p.revision_id = old.id
    WHERE new.id = ANY(%s) AND v.passage_id = p.id
"""
DONE = "UPDATE claims_embeddedrevision SET model = %s WHERE revision_id = ANY(%s)"


def embed_passages_pending(*, batch: int = BATCH, progress: Callable[[int], None] | None = None) -> int:
    """Embed every passage that has no vector of the present model, in committed batches.

    Stopped at any point it goes on where it was; any number of processes may run it at once.
    ``progress`` is called with the number of passages of each batch. Returns how many were embedded.
    Raises NoEmbedding where there is no model.
    """
    require_model()
    total = 0
    for outdated in _outdated_models():
        behind = 0
        while True:
            last, embedded, is_done = _embed_batch(outdated, behind, batch)
            if not last:
                break
            behind = last if is_done else behind
            total += embedded
            if progress and embedded:
                progress(embedded)
    return total


def count_passages_pending() -> int:
    """Return how many passages wait for ``embed_passages_pending``; none where there is no model."""
    if not is_available():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [_outdated_models(), model_name()])
        return cursor.fetchone()[0]


def embed_revision(*, revision_id: int) -> int:
    """Embed one revision's passages, unless that was done; return how many.

    Nothing is done for an older text, a retracted article or one that isn't indexed yet. Raises
    NoEmbedding where there is no model.
    """
    require_model()
    total, is_done = 0, False
    while not is_done:
        embedded, is_done = _embed_one(revision_id)
        total += embedded
    return total


def _outdated_models() -> list[str]:
    """Return which models what waits was embedded with; an empty name for what never was."""
    with connection.cursor() as cursor:
        cursor.execute(OUTDATED_MODELS, [model_name()])
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def _embed_batch(outdated: str, behind: int, batch: int) -> tuple[int, int, bool]:
    """Embed passages of the next revisions behind an id.

    Returns the last id looked at (0: none left), how many passages, and whether these were all.
    """
    with connection.cursor() as cursor:
        # A plan for any model would take it for a common one, and look through all of them.
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        cursor.execute(WAITING, [outdated, behind, batch])
        revision_ids = [row[0] for row in cursor.fetchall()]
    if not revision_ids:
        return 0, 0, True
    return revision_ids[-1], *_embed(revision_ids)


@transaction.atomic
def _embed_one(revision_id: int) -> tuple[int, bool]:
    with connection.cursor() as cursor:
        cursor.execute(ONE, [revision_id, model_name()])
        return _embed([revision_id]) if cursor.fetchone() else (0, True)


def _embed(revision_ids: list[int]) -> tuple[int, bool]:
    """Embed passages of revisions whose rows are locked; return how many, and whether these were all."""
    model = model_name()
    with connection.cursor() as cursor:
        cursor.execute(PASSAGES, [revision_ids, model, PASSAGES_AT_ONCE])
        rows = cursor.fetchall()
        if rows:
            ids, texts = zip(*rows, strict=True)
            store_passage_vectors(model, ids, embed(texts))
        is_done = len(rows) < PASSAGES_AT_ONCE
        if is_done:
            cursor.execute(DROP_OUTDATED, [revision_ids])
            cursor.execute(DONE, [model, revision_ids])
    return len(rows), is_done
