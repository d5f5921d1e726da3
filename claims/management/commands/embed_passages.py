"""Give the passages of articles their vectors."""

from claims.domain import embedding
from claims.management.embedding import EmbeddingCommand


class Command(EmbeddingCommand):
    help = (
        "Embed every passage of current articles that has no vector of the present sentence model yet."
        " Can be stopped and started again, and run in several places at once."
    )
    noun = "passages embedded"
    count_pending = staticmethod(embedding.count_passages_pending)
    embed_pending = staticmethod(embedding.embed_passages_pending)
