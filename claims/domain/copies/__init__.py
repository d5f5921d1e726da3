"""Finding articles that carry the same copy, and keeping them together as stories.

The machine joins what is surely the same and asks about the rest; what a person decides stands.
"""

from claims.domain.copies.deciding import decide, decide_two, join, part, undo
from claims.domain.copies.finding import MADE_WITH, count_pending, find_copies_pending, find_copies_revision

__all__ = [
    "MADE_WITH",
    "count_pending",
    "decide",
    "decide_two",
    "find_copies_pending",
    "find_copies_revision",
    "join",
    "part",
    "undo",
]
