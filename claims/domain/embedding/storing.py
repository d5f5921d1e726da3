"""Writing vectors, as many at once as are there."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    import numpy as np

DECIMALS = 6  # more than a 16-bit float keeps of a number below 1

STORE_PASSAGES = """
    INSERT INTO claims_passagevector (passage_id, model, vector)
    SELECT passage_id, %s, vector::halfvec FROM unnest(%s::bigint[], %s::text[]) AS rows (passage_id, vector)
    ON CONFLICT (passage_id) DO UPDATE SET model = EXCLUDED.model, vector = EXCLUDED.vector
"""
# A claim reworded meanwhile keeps waiting.
STORE_CLAIMS = """
    INSERT INTO claims_claimvector (claim_id, model, statement_sha256, vector)
    SELECT c.id, %s, encode(sha256(convert_to(c.statement, 'UTF8')), 'hex'), vector::halfvec
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS rows (claim_id, statement, vector)
        JOIN claims_claim c ON c.id = rows.claim_id AND c.statement = rows.statement
    ORDER BY c.id
    ON CONFLICT (claim_id) DO UPDATE SET
        model = EXCLUDED.model, statement_sha256 = EXCLUDED.statement_sha256, vector = EXCLUDED.vector
"""


def vector_literal(vector: "np.ndarray") -> str:
    """Return a vector as PostgreSQL reads it."""
    return json.dumps(vector.astype(float).round(DECIMALS).tolist())


def store_passage_vectors(model: str, passage_ids: Sequence[int], vectors: "np.ndarray") -> None:
    with connection.cursor() as cursor:
        cursor.execute(STORE_PASSAGES, [model, list(passage_ids), list(map(vector_literal, vectors))])


def store_claim_vectors(
    model: str, claim_ids: Sequence[int], statements: Sequence[str], vectors: "np.ndarray"
) -> None:
    """Keep the vectors of statements; each is marked with the hash of the statement that it was made from."""
    with connection.cursor() as cursor:
        cursor.execute(
            STORE_CLAIMS, [model, list(claim_ids), list(statements), list(map(vector_literal, vectors))]
        )
