"""The review loop: which claim comes next, who has it in hand, and what its page shows."""

from claims.domain.review.item import Need, ReviewItem, load_board, load_candidates, load_item, load_next
from claims.domain.review.queue import (
    Held,
    given_today,
    next_claim,
    release_lease,
    take_lease,
    take_next,
    waiting_count,
)
from claims.domain.review.wording import Place, Wording, find_places, wording_at

__all__ = [
    "Held",
    "Need",
    "Place",
    "ReviewItem",
    "Wording",
    "find_places",
    "given_today",
    "load_board",
    "load_candidates",
    "load_item",
    "load_next",
    "next_claim",
    "release_lease",
    "take_lease",
    "take_next",
    "waiting_count",
    "wording_at",
]
