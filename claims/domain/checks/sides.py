"""A ruling's evidence as it stood, arranged and counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from claims.domain.independence import Count, Source, count, why_not_independent
from claims.models import Ruling
from claims.vocabulary import Stance


@dataclass(frozen=True)
class Item:
    """One piece of evidence of a snapshot, and why it is no independent source ("" when it is one)."""

    evidence: dict[str, Any]
    why_not: str


@dataclass(frozen=True)
class Side:
    """The evidence of one stance, as it stood when the ruling was made."""

    stance: Stance
    items: list[Item]
    count: Count


def _source(item: dict[str, Any]) -> Source:
    # Rulings made before stories were known have none in their snapshot.
    return Source(
        origin=item["origin"],
        is_other_source=item["counts"],
        story=item.get("story"),
        is_copy=item.get("copy", False),
    )


def count_snapshot(items: Iterable[dict[str, Any]], *, claimant: str) -> Count:
    """Count links and independent origins in a ruling's snapshot."""
    return count([_source(item) for item in items], claimant=claimant)


def sides(ruling: Ruling) -> list[Side]:
    """Arrange a ruling's evidence by what it does to the claim."""
    found = []
    for stance in Stance:
        items = [item for item in ruling.evidence if item["stance"] == stance]
        shown = [
            Item(item, why_not_independent(_source(item), claimant=ruling.claimant_name)) for item in items
        ]
        found.append(Side(stance, shown, count_snapshot(items, claimant=ruling.claimant_name)))
    return found
