"""Give claims their vectors."""

from claims.domain import embedding
from claims.management.embedding import EmbeddingCommand


class Command(EmbeddingCommand):
    help = (
        "Embed every claim that has no vector of its present wording and of the present sentence model."
        " Can be stopped and started again, and run in several places at once."
    )
    noun = "claims embedded"
    count_pending = staticmethod(embedding.count_claims_pending)
    embed_pending = staticmethod(embedding.embed_claims_pending)
