"""Sentences as vectors, so that search finds what says the same in other words."""

from claims.domain.embedding.folder import DIMENSION, NoEmbedding
from claims.domain.embedding.indexes import forget_indexes, index_vectors, is_quick
from claims.domain.embedding.model import (
    embed,
    forget_model,
    is_available,
    is_off,
    model_name,
    understands,
    what_is_wrong,
    why_not,
)
from claims.domain.embedding.passages import count_passages_pending, embed_passages_pending, embed_revision
from claims.domain.embedding.statements import (
    count_claims_pending,
    embed_claim,
    embed_claims_pending,
    statement_sha256,
)
from claims.domain.embedding.storing import vector_literal

__all__ = [
    "DIMENSION",
    "NoEmbedding",
    "count_claims_pending",
    "count_passages_pending",
    "embed",
    "embed_claim",
    "embed_claims_pending",
    "embed_passages_pending",
    "embed_revision",
    "forget_indexes",
    "forget_model",
    "index_vectors",
    "is_available",
    "is_off",
    "is_quick",
    "model_name",
    "statement_sha256",
    "understands",
    "vector_literal",
    "what_is_wrong",
    "why_not",
]
