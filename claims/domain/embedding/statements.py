"""Embedding claims: all that have no vector of their present wording, or one.

What is embedded is the words in which a claim was first made, and then the desk's own statement of it: what
others say is nearer now to the one, now to the other, and one vector of both is nearer to either.
"""

import hashlib
from collections.abc import Callable

from django.db import connection, transaction

from claims.domain.embedding.model import embed, is_available, model_name, require_model
from claims.domain.embedding.storing import store_claim_vectors

BATCH = 256

STALE = """
    (v.claim_id IS NULL OR v.model <> %(model)s
        OR v.statement_sha256 <> encode(sha256(convert_to(c.statement, 'UTF8')), 'hex'))
"""
# The beginning of a long quote: a model reads so many words and no more, and the statement is to be among them.
QUOTE = "(SELECT left(a.exact, 400) FROM claims_appearance a WHERE a.claim_id = c.id ORDER BY a.id LIMIT 1)"
WAITING = """
    SELECT c.id, c.statement, {quote} FROM claims_claim c LEFT JOIN claims_claimvector v ON v.claim_id = c.id
    WHERE c.id > %(behind)s AND c.retracted_at IS NULL AND {stale}
    ORDER BY c.id LIMIT %(batch)s
"""
COUNT = """
    SELECT count(*) FROM claims_claim c LEFT JOIN claims_claimvector v ON v.claim_id = c.id
    WHERE c.retracted_at IS NULL AND {stale}
"""
ONE = """
    SELECT c.id, c.statement, {quote} FROM claims_claim c LEFT JOIN claims_claimvector v ON v.claim_id = c.id
    WHERE c.id = %(claim)s AND {stale}
"""


def embed_claims_pending(*, batch: int = BATCH, progress: Callable[[int], None] | None = None) -> int:
    """Embed every standing claim that has no vector of its wording and the present model.

    In committed batches; stopped at any point it goes on where it was. Several processes may run it at
    once: what two of them embed comes out the same. ``progress`` is called with the number of claims of
    each batch. Returns how many were embedded. Raises NoEmbedding where there is no model.
    """
    require_model()
    total = behind = 0
    while True:
        last, embedded = _embed(WAITING, {"behind": behind, "batch": batch})
        if not embedded:
            return total
        behind = last
        total += embedded
        if progress:
            progress(embedded)


def count_claims_pending() -> int:
    """Return how many claims wait for ``embed_claims_pending``; none where there is no model."""
    if not is_available():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(stale=STALE), {"model": model_name()})
        return cursor.fetchone()[0]


def embed_claim(*, claim_id: int) -> bool:
    """Embed one claim, unless its vector is of its present wording; say whether it was.

    Raises NoEmbedding where there is no model.
    """
    require_model()
    return bool(_embed(ONE, {"claim": claim_id})[1])


def wording(statement: str, quote: str | None) -> str:
    """Return the text that stands for a claim: the quote, then the statement, once where they are the same."""
    return statement if not quote or quote.strip() == statement else f"{quote} {statement}"


def statement_sha256(statement: str) -> str:
    """Return the hash (hex) by which a claim's vector says which wording it is of."""
    return hashlib.sha256(statement.encode()).hexdigest()


@transaction.atomic
def _embed(question: str, values: dict[str, int]) -> tuple[int, int]:
    """Embed the claims that a query finds; return the last one's id and how many."""
    model = model_name()
    with connection.cursor() as cursor:
        cursor.execute(question.format(stale=STALE, quote=QUOTE), {**values, "model": model})
        rows = cursor.fetchall()
    if not rows:
        return 0, 0
    ids, statements, quotes = zip(*rows, strict=True)
    store_claim_vectors(model, ids, statements, embed(list(map(wording, statements, quotes))))
    return ids[-1], len(ids)
