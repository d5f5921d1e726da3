"""How articles come in: read, stored, indexed."""

from claims.domain.ingest.drafts import Draft, Refusal
from claims.domain.ingest.pending import index_pending
from claims.domain.ingest.storing import Outcome, Stored, add_revision, store_article

__all__ = [
    "Draft",
    "Outcome",
    "Refusal",
    "Stored",
    "add_revision",
    "index_pending",
    "store_article",
]
