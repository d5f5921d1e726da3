"""Fitting the ranker of claims: two small logistic models, with numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.logistic import Table, fit, minimise
from claims.domain.claim_matching.features import Candidate
from claims.domain.claim_matching.ranking import Linear, Ranker, put_in_order

RIDGE_ORDER = 0.01
RIDGE_PROBABILITY = 0.003
DECIMALS = 6


@dataclass
class Listed:
    """The measured candidates of one statement, which of them say the same, and what counts as found."""

    candidates: list[Candidate]
    same: set[int]  # ids, copies too
    relevant: set[int]  # ids that the data name; empty for a statement that nobody checked


def as_rows(candidates: Sequence[Candidate], features: Sequence[str]) -> np.ndarray:
    """Return the named figures, one row a candidate."""
    return np.array([[one.figures[name] for name in features] for one in candidates], dtype=float)


def _linear(features: tuple[str, ...], *figures: np.ndarray, constant: float = 0.0) -> Linear:
    """Keep so many decimals as are written down, so that what is measured is what is shipped."""
    mean, scale, weights = (tuple(np.round(row, DECIMALS).tolist()) for row in figures)
    return Linear(features, mean, scale, weights, round(constant, DECIMALS))


def fit_order(lists: Sequence[Listed], features: tuple[str, ...]) -> Linear:
    """Fit a conditional logit: of each list, one that says the same was chosen (McFadden 1974)."""
    useful = [one for one in lists if any(c.claim_id in one.same for c in one.candidates)]
    rows = [as_rows(one.candidates, features) for one in useful]
    mean, scale = _spread(np.vstack(rows))
    x = (np.vstack(rows) - mean) / scale
    starts = np.cumsum([0, *map(len, rows[:-1])])
    of_list = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    same = np.array([c.claim_id in one.same for one in useful for c in one.candidates], dtype=float)
    chosen = same / np.add.reduceat(same, starts)[of_list]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ weights
        total = np.logaddexp.reduceat(scores, starts)
        value = (total.sum() - chosen @ scores) / len(rows) + RIDGE_ORDER / 2 * weights @ weights
        slope = x.T @ (np.exp(scores - total[of_list]) - chosen) / len(rows) + RIDGE_ORDER * weights
        return float(value), slope

    return _linear(features, mean, scale, minimise(loss, np.zeros(len(features))))


def fit_probability(rows: np.ndarray, same: np.ndarray, features: tuple[str, ...]) -> Linear:
    """Fit a logistic regression with a ridge on all but the constant."""
    mean, scale = _spread(rows)
    nothing = np.zeros(0, dtype=int)
    known = Table(nothing, nothing, np.zeros(0), 0, (rows - mean) / scale)
    *weights, constant = fit(known, same, strength=1 / (RIDGE_PROBABILITY * len(rows)))
    return _linear(features, mean, scale, np.array(weights), constant=float(constant))


def _spread(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    spread = rows.std(axis=0)
    return rows.mean(axis=0), np.where(spread < 1e-6, 1.0, spread)


def fit_ranker(
    lists: Sequence[Listed], *, name: str, order: tuple[str, ...], probability: tuple[str, ...]
) -> Ranker:
    """Fit both models, the second on the first few of every list; the line is not drawn yet."""
    first = fit_order(lists, order)
    nothing = Linear((), (), (), (), 0.0)
    drafted = Ranker(name, first, nothing, 1.0)
    rows, same = [], []
    for one in lists:
        top = [ranked.candidate for ranked in put_in_order(drafted, one.candidates)[:2]]
        rows.append(as_rows(top, probability))
        same += [candidate.claim_id in one.same for candidate in top]
    return Ranker(
        name, first, fit_probability(np.vstack(rows), np.array(same, dtype=float), probability), 1.0
    )
