"""How worth checking a sentence looks, and why, in words. Pure: nothing is read but the weights.

Logistic regression over words and pairs of them (tf-idf), what shows on the surface, and the embedding where
there is one. The score ranks sentences for people; it says nothing about whether one is true.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.domain.suggesting import weights
from claims.domain.suggesting.surface import (
    A_DATE,
    A_NAME,
    A_NUMBER,
    A_TREND,
    AN_OFFICIAL,
    ITS_WORDING,
    NAMES,
    NUMBER,
    REASONS,
    SIGNS_OF,
    WORDS,
    YEAR,
    measure,
    names_in,
    words_of,
)
from claims.domain.suggesting.wording import phrases

if TYPE_CHECKING:
    import numpy as np

MOST_REASONS = 3
FIGURES = {NUMBER: (A_NUMBER,), YEAR: (A_DATE,)}
TRENDS = frozenset(WORDS["trend"][1].split())
OFFICIAL = NAMES.index("quoted_official")


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` from 0 to 1, the calibrated probability that an editor would check the sentence.

    ``reasons`` are at most three, the one that pushed most first.
    """

    value: float
    reasons: tuple[str, ...] = ()


def score(
    sentences: Sequence[str], vectors: "np.ndarray | None" = None, *, language: str = "en"
) -> list[Score]:
    """Return the score of each sentence, with its reasons.

    ``vectors`` are their embeddings (n x 384, each of length 1), None without. In another ``language`` than
    English (ISO 639-1) only figures, names and the like count. Raises weights.NoWeights.
    """
    chosen = choose(language, has_vectors=vectors is not None)
    meant: list[float] | None = None
    if chosen == "vectors" and vectors is not None:
        meant = (vectors @ weights.load()[chosen].vector).tolist()
    values = values_of(sentences, meant, chosen=chosen)
    return [
        Score(value, explain(sentence, chosen=chosen))
        for sentence, value in zip(sentences, values, strict=True)
    ]


def choose(language: str, *, has_vectors: bool) -> str:
    """Return the name of the set of weights for text in a language."""
    if language != "en":
        return "figures"
    return "vectors" if has_vectors else "words"


def values_of(sentences: Sequence[str], meant: Sequence[float] | None = None, *, chosen: str) -> list[float]:
    """Return the scores alone, by a set of weights (``choose``), which is far quicker than explaining them.

    ``meant`` is what each sentence's embedding comes to, times the set's ``vector``.
    """
    given = weights.load()[chosen]
    margins = [_margin(sentence, given) for sentence in sentences]
    if meant is not None:
        margins = [margin + more for margin, more in zip(margins, meant, strict=True)]
    return [1 / (1 + math.exp(-max(-40.0, min(40.0, margin)))) for margin in margins]


def _margin(sentence: str, given: weights.Set) -> float:
    words, lower = words_of(sentence)
    margin = given.bias
    for value, weight in zip(measure(sentence, words, lower), given.surface, strict=True):
        if value:
            margin += value * weight
    if given.phrases:
        squares = pushed = 0.0
        known = given.phrases
        for phrase in phrases(lower):
            if phrase in known:
                idf, weight = known[phrase]
                squares += idf * idf
                pushed += idf * weight
        if squares:
            margin += pushed / math.sqrt(squares)
    return margin


def explain(sentence: str, *, chosen: str) -> tuple[str, ...]:
    """Return what pushed a sentence's score most, in words, at most three; the embedding has no words."""
    given = weights.load()[chosen]
    words, lower = words_of(sentence)
    measured = measure(sentence, words, lower)
    pushes: dict[str, float] = {}
    for name, value, weight in zip(NAMES, measured, given.surface, strict=True):
        if value and name in REASONS:
            pushes[REASONS[name]] = pushes.get(REASONS[name], 0.0) + value * weight
    by_word = {lower[at]: (A_NAME,) for at in names_in(words, lower)}
    known = [phrase for phrase in phrases(lower) if phrase in given.phrases]
    length = math.sqrt(sum(given.phrases[phrase][0] ** 2 for phrase in known))
    for phrase in known:
        idf, weight = given.phrases[phrase]
        parts = phrase.split(" ")
        for part in parts:
            for reason in by_word.get(part) or _reasons_of(part):
                pushes[reason] = pushes.get(reason, 0.0) + idf * weight / length / len(parts)
    if not measured[OFFICIAL]:
        pushes.pop(AN_OFFICIAL, None)
    ranked = sorted((-push, reason) for reason, push in pushes.items() if push > 0)
    trend = next((word for word in lower if word in TRENDS), "")
    found = [f"{A_TREND} ({trend})" if reason == A_TREND else reason for _, reason in ranked]
    return tuple(found[:MOST_REASONS]) or (ITS_WORDING,)


def _reasons_of(word: str) -> tuple[str, ...]:
    if word in FIGURES:
        return FIGURES[word]
    signs = (NAMES[sign] for sign in SIGNS_OF.get(word, ()))
    return tuple(dict.fromkeys(REASONS[name] for name in signs if name in REASONS))
