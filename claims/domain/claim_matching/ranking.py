"""Ordering candidates by how likely they say the same, with weights that were fitted elsewhere.

Two logistic models, one after the other: the first puts the candidates of a statement in order
(conditional logit over the list), the second says how likely the pair is the same claim, knowing how far
it stands above the next. ``weights.json`` holds both, once for words with vectors and once for words
alone; ``benchmarks/claim_matching.py`` fits them, and the model card beside them says on what.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from claims.domain.claim_matching.features import Candidate

WEIGHTS = Path(__file__).with_name("weights.json")
# Likelier than not: called "probably the same". Between the line and this it is called "perhaps".
PROBABLE = 0.5
# What the second model looks at besides the first one's score and how far it stands above the next.
MARGIN = "above_next"
SCORE = "score"


@dataclass(frozen=True)
class Linear:
    """A weighted sum of figures, each less its mean and in units of its spread, plus a constant."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    constant: float

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Linear":
        mean, scale, weights = (tuple(map(float, stored[name])) for name in ("mean", "scale", "weights"))
        return cls(tuple(stored["features"]), mean, scale, weights, float(stored["constant"]))

    def __call__(self, figures: Mapping[str, float]) -> float:
        parts = zip(self.features, self.mean, self.scale, self.weights, strict=True)
        return self.constant + sum(w * (figures[name] - mean) / scale for name, mean, scale, w in parts)


@dataclass(frozen=True)
class Ranker:
    """Both models, and the probability from which a match is pointed out.

    The line lies where few statements that have nothing to do with any claim are alerted for.
    """

    name: str
    order: Linear
    probability: Linear
    line: float


@dataclass(frozen=True)
class Ranked:
    candidate: Candidate
    probability: float


@cache
def ranker(*, with_vectors: bool) -> Ranker:
    """Return the ranker as it was shipped."""
    stored = json.loads(WEIGHTS.read_text())
    kind = "words-and-vectors" if with_vectors else "words"
    return read_ranker(stored[kind], name=f"{stored['name']}-{kind}-{stored['version']}")


def read_ranker(stored: dict[str, Any], *, name: str) -> Ranker:
    return Ranker(
        name=name,
        order=Linear.read(stored["order"]),
        probability=Linear.read(stored["probability"]),
        line=float(stored["line"]),
    )


def put_in_order(ranker: Ranker, candidates: Sequence[Candidate]) -> list[Ranked]:
    """Return measured candidates, best first.

    Claims with the same wording get the best figure of them all, and the earliest comes first: to it the
    others would be joined.
    """
    if not candidates:
        return []
    best: dict[str, float] = {}
    for candidate in candidates:
        score = ranker.order(candidate.figures)
        best[candidate.folded] = max(score, best.get(candidate.folded, score))
    first, second, *_ = [*sorted(best.values(), reverse=True), min(best.values())]
    ranked = []
    for candidate in sorted(candidates, key=lambda one: (-round(best[one.folded], 6), one.claim_id)):
        score = best[candidate.folded]
        candidate.figures |= {SCORE: score, MARGIN: score - (second if score == first else first)}
        ranked.append(Ranked(candidate, _logistic(ranker.probability(candidate.figures))))
    return ranked


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
