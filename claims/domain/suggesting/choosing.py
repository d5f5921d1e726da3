"""Which of an article's sentences are proposed. Pure."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

# One in so many sentences at most, and never more than MOST an article.
ONE_IN, MOST = 6, 12


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a revision, ``text[start:end] == words``, and its score; ``place`` is its order in the text."""

    place: int
    start: int
    end: int
    words: str
    value: float


def same_words(words: str) -> str:
    """Return what two sentences share that say the same, word for word."""
    return " ".join(words.split()).casefold()


def choose_best(
    sentences: Sequence[Scored],
    *,
    threshold: float,
    decided: Container[str] = (),
    lifted: Iterable[tuple[int, int]] = (),
) -> list[Scored]:
    """Return the sentences to propose, best first: one in ``ONE_IN``, above the threshold.

    Those with words in ``decided`` (as ``same_words`` gives them) and those over a place that a claim was ``lifted``
    from are left out; what stands twice is proposed once.
    """
    places = list(lifted)
    room = min(MOST, -(-len(sentences) // ONE_IN))
    chosen: list[Scored] = []
    seen: set[str] = set()
    able = [one for one in sentences if one.value >= threshold]
    for one in sorted(able, key=lambda one: (-one.value, one.place)):
        if len(chosen) == room:
            break
        words = same_words(one.words)
        if words in seen or words in decided:
            continue
        if any(start < one.end and end > one.start for start, end in places):
            continue
        seen.add(words)
        chosen.append(one)
    return chosen
