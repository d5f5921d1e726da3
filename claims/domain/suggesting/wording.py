"""Words and phrases of a sentence, as the scorer counts them. Pure."""

from collections.abc import Sequence


def phrases(lower: Sequence[str]) -> list[str]:
    """Return each word and each pair of neighbours once; "^" stands before the first word.

    ``lower`` are the words in small letters, as ``surface.words_of`` gives them.
    """
    before = ["^", *lower]
    return list(dict.fromkeys([*lower, *map(" ".join, zip(before, lower, strict=False))]))
