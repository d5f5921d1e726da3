"""Fitting the ranker of claims: two small logistic models, by Newton's method, with numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from claims.domain.claim_matching.features import Candidate
from claims.domain.claim_matching.ranking import Linear, Ranker, put_in_order

RIDGE_ORDER = 0.001
RIDGE_PROBABILITY = 0.003
STEPS = 40
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
    inputs = [(row - mean) / scale for row in rows]
    chosen = [np.array([c.claim_id in one.same for c in one.candidates], dtype=float) for one in useful]
    chosen = [share / share.sum() for share in chosen]
    weights = np.zeros(len(features))

    def loss(w: np.ndarray) -> float:
        total = 0.5 * RIDGE_ORDER * w @ w
        for x, y in zip(inputs, chosen, strict=True):
            s = x @ w
            total += (np.logaddexp.reduce(s) - y @ s) / len(inputs)
        return total

    for _ in range(STEPS):
        gradient, hessian = RIDGE_ORDER * weights, RIDGE_ORDER * np.eye(len(weights))
        for x, y in zip(inputs, chosen, strict=True):
            s = x @ weights
            p = np.exp(s - np.logaddexp.reduce(s))
            expected = p @ x
            gradient = gradient - (y @ x - expected) / len(inputs)
            hessian += ((x * p[:, None]).T @ x - np.outer(expected, expected)) / len(inputs)
        step, share = np.linalg.solve(hessian, gradient), 1.0
        while share > 1e-4 and loss(weights - share * step) > loss(weights) - 1e-4 * share * (
            gradient @ step
        ):
            share /= 2
        weights = weights - share * step
        if np.abs(share * step).max() < 1e-5:
            break
    return _linear(features, mean, scale, weights)


def fit_probability(rows: np.ndarray, same: np.ndarray, features: tuple[str, ...]) -> Linear:
    """Fit a logistic regression with a ridge on all but the constant."""
    mean, scale = _spread(rows)
    x = np.c_[(rows - mean) / scale, np.ones(len(rows))]
    weights = np.zeros(x.shape[1])
    ridge = RIDGE_PROBABILITY * len(rows) * np.eye(len(weights))
    ridge[-1, -1] = 0
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge + 1e-9 * np.eye(len(weights))
        step = np.linalg.solve(hessian, x.T @ (p - same) + ridge @ weights)
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    return _linear(features, mean, scale, weights[:-1], constant=float(weights[-1]))


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
