"""What the embedding of sentences adds to their scores, reckoned in the database where the vectors are."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from claims.domain.embedding import vector_literal
from claims.domain.suggesting import weights

# Whether the present text of the article ``a`` is embedded, by the model that the weights were fitted with.
IS_EMBEDDED = """
    EXISTS (
        SELECT FROM claims_embeddedrevision e WHERE e.revision_id = a.current_revision_id AND e.model = %(embedding)s
    )
"""
# <#> is the inner product, negative.
MEANT = """
    SELECT p.revision_id, p.number, -(v.vector <#> %s::halfvec)
    FROM claims_passage p JOIN claims_passagevector v ON v.passage_id = p.id
    WHERE p.revision_id = ANY(%s) AND v.model = %s
"""


def what_it_means(revision_ids: Sequence[int]) -> dict[int, dict[int, float]]:
    """Return, by revision and number of the passage, its vector times that of the weights."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    if not revision_ids:
        return found
    import numpy as np

    given = weights.load()["vectors"]
    with connection.cursor() as cursor:
        cursor.execute(MEANT, [vector_literal(np.asarray(given.vector)), list(revision_ids), given.embedding])
        for revision_id, number, meant in cursor.fetchall():
            found[revision_id][number] = meant
    return found
