"""What the desk knows about plain text: how it is normalised, cut into passages and counted. Pure."""

from claims.domain.text.cuts import apply_cuts
from claims.domain.text.normalising import TextRefused, guess_language, normalise, utf16_to_code_points
from claims.domain.text.passages import Span, split_passages

__all__ = [
    "Span",
    "TextRefused",
    "apply_cuts",
    "guess_language",
    "normalise",
    "split_passages",
    "utf16_to_code_points",
]
