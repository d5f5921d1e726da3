"""Logistic regression over words and a few measured columns: numpy and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
MEMORY = 10
ROUNDS = 400
GOOD_ENOUGH = 1e-5


@dataclass(frozen=True)
class Table:
    """Rows of features: ``columns[at]`` with ``values[at]`` belong to ``rows[at]``; ``dense`` stands beside."""

    rows: Array
    columns: Array
    values: Array
    width: int
    dense: Array

    def margins(self, weights: Array) -> Array:
        """Return what each row comes to: ``weights`` are those of words, of columns, and one more to add."""
        words, columns, bias = self.split(weights)
        known = np.bincount(self.rows, weights=self.values * words[self.columns], minlength=len(self.dense))
        return known + self.dense @ columns + bias

    def gradient(self, residuals: Array) -> Array:
        words = np.bincount(self.columns, weights=self.values * residuals[self.rows], minlength=self.width)
        return np.concatenate([words, self.dense.T @ residuals, [residuals.sum()]])

    def split(self, weights: Array) -> tuple[Array, Array, float]:
        return weights[: self.width], weights[self.width : -1], float(weights[-1])


def table(words: Sequence[Sequence[int]], values: Sequence[Array], width: int, dense: Array) -> Table:
    """Put together rows of words (column numbers below ``width`` and values) and measured columns."""
    lengths = [len(row) for row in words]
    return Table(
        rows=np.repeat(np.arange(len(words)), lengths),
        columns=np.fromiter((column for row in words for column in row), np.int64, sum(lengths)),
        values=np.concatenate([*values, np.zeros(0)]),
        width=width,
        dense=dense,
    )


def probabilities(margins: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(margins, -40, 40)))


def fit(features: Table, labels: Array, *, strength: float) -> Array:
    """Return the weights of least log loss times ``strength`` plus half the sum of squares (bias aside)."""
    free = features.width + features.dense.shape[1]

    def loss(weights: Array) -> tuple[float, Array]:
        margins = features.margins(weights)
        penalty = weights.copy()
        penalty[free] = 0
        value = strength * float(np.sum(np.logaddexp(0, margins) - labels * margins))
        slope = strength * features.gradient(probabilities(margins) - labels) + penalty
        return value + float(penalty @ penalty) / 2, slope

    return minimise(loss, np.zeros(free + 1))


def minimise(loss: Any, start: Array) -> Array:
    """L-BFGS with backtracking (Nocedal and Wright 2006, algorithms 7.4 and 3.1)."""
    at = start
    value, slope = loss(at)
    first = float(np.linalg.norm(slope)) or 1.0
    steps: list[tuple[Array, Array, float]] = []
    for _ in range(ROUNDS):
        if np.linalg.norm(slope) < GOOD_ENOUGH * first:
            break
        direction = -_scaled(slope, steps)
        descent = float(direction @ slope)
        if descent >= 0:
            direction, descent, steps = -slope, -float(slope @ slope), []
        size = 1.0 if steps else 1 / first
        while True:
            there = at + size * direction
            new_value, new_slope = loss(there)
            if new_value <= value + 1e-4 * size * descent or size < 1e-12:
                break
            size /= 2
        moved, turned = there - at, new_slope - slope
        if float(moved @ turned) > 1e-12:
            steps = [*steps[-MEMORY + 1 :], (moved, turned, 1 / float(moved @ turned))]
        at, value, slope = there, new_value, new_slope
    return at


def _scaled(slope: Array, steps: list[tuple[Array, Array, float]]) -> Array:
    """Multiply with the inverse of the curvature that the last steps showed."""
    result = slope.copy()
    shares = []
    for moved, turned, scale in reversed(steps):
        share = scale * float(moved @ result)
        shares.append(share)
        result -= share * turned
    if steps:
        moved, turned, _ = steps[-1]
        result *= float(moved @ turned) / float(turned @ turned)
    for (moved, turned, scale), share in zip(steps, reversed(shares), strict=True):
        result += moved * (share - scale * float(turned @ result))
    return result


def average_precision(labels: Array, scores: Array) -> float:
    """Mean of the precision at each row of label 1, ranked by score."""
    ranked = labels[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked == 1].mean())


def f1(labels: Array, chosen: Array) -> float:
    """Harmonic mean of precision and recall of label 1."""
    hits = float(np.sum(labels[chosen]))
    return 2 * hits / (float(labels.sum()) + float(chosen.sum())) if hits else 0.0


def best_threshold(labels: Array, scores: Array) -> float:
    """Return the probability, in steps of .01, at and above which F1 is best."""
    return max((step / 100 for step in range(10, 80)), key=lambda bar: f1(labels, scores >= bar))


def calibration_error(labels: Array, scores: Array) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    bins = np.minimum((scores * 10).astype(int), 9)
    gaps = [abs(float(np.sum(labels[bins == one]) - np.sum(scores[bins == one]))) for one in range(10)]
    return sum(gaps) / len(labels)
