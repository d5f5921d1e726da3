"""Whom the passages that a search found seem to rest on."""

from claims.domain.attribution import Surroundings, propose_origins
from claims.domain.matching import Candidates


def propose_for(found: Candidates) -> Candidates:
    """Give each candidate that isn't attached yet the origin that its own words speak for. One query."""
    waiting = [item for item in found.items if item.evidence is None]
    surroundings = [
        Surroundings(
            before=item.before,
            passage=item.passage.text,
            after=item.after,
            publisher=item.passage.revision.article.publisher.name,
        )
        for item in waiting
    ]
    for item, proposed in zip(waiting, propose_origins(surroundings), strict=True):
        item.proposed = proposed
    return found
