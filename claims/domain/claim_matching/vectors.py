"""Candidates by vectors: what says the same in other words. Without a model the desk goes by words alone."""

from typing import TYPE_CHECKING

from django.db import connection

from claims.domain import embedding
from claims.domain.claim_matching.cleaning import sentences
from claims.models import Claim

if TYPE_CHECKING:
    import numpy as np

STORED = """
    SELECT vector::text FROM claims_claimvector
    WHERE claim_id = %s AND model = %s AND statement_sha256 = encode(sha256(convert_to(%s, 'UTF8')), 'hex')
"""
NEAREST = """
    SELECT v.claim_id FROM claims_claimvector v
    WHERE v.model = %(model)s AND v.claim_id <> %(claim)s AND EXISTS (
        SELECT FROM claims_claim c WHERE c.id = v.claim_id AND c.retracted_at IS NULL
    )
    ORDER BY v.vector <#> %(vector)s::halfvec LIMIT %(limit)s
"""


def vectors_of(statement: str, *, claim: Claim | None, vector: "np.ndarray | None") -> "np.ndarray | None":
    """Return the vector of a statement in the first row, and those of its sentences below (n x 384).

    A ``vector`` that is given is taken as it is, and so is the one that is stored for a claim's wording; a
    claim that still waits for its own goes without. Otherwise the statement is embedded. None where there
    is no model, or no vector yet.
    """
    if not embedding.is_available():
        return None
    if vector is not None:
        return vector.reshape(1, -1)
    if claim is not None and claim.statement == statement:
        with connection.cursor() as cursor:
            cursor.execute(STORED, [claim.pk, embedding.model_name(), statement])
            found = cursor.fetchone()
        if found is None:
            return None
        import numpy as np  # not before it is needed: it takes a tenth of a second

        return np.array([found[0].strip("[]").split(",")], dtype=np.float32)
    return embedding.embed([statement, *sentences(statement)])


def nearest(vector: str, *, limit: int, leaving_out: int | None) -> list[int]:
    """Return the ids of the standing claims whose vectors lie nearest, nearest first; one query.

    ``vector`` is written as PostgreSQL reads it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            NEAREST,
            {
                "model": embedding.model_name(),
                "claim": leaving_out or 0,
                "vector": vector,
                "limit": limit,
            },
        )
        return [claim_id for (claim_id,) in cursor.fetchall()]
