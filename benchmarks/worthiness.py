"""Models of which sentences are worth checking: fitted on some, chosen by folds inside those, tried on others."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.logistic import (
    Array,
    Table,
    average_precision,
    best_threshold,
    calibration_error,
    f1,
    fit,
    probabilities,
    table,
)
from benchmarks.worthiness_data import Sentences
from claims.domain import embedding
from claims.domain.suggesting import surface, weights

FOLDS, INNER_FOLDS, SEED = 4, 3, 20
RAREST = 2  # sentences that a word or phrase must stand in
# Strength of the fit; how much words, embedding and surface weigh before it.
GRID = {"strength": (0.3, 1.0), "words": (1.0, 3.0), "vectors": (2.0, 4.0), "surface": (0.3,)}


@dataclass(frozen=True)
class Recipe:
    """What a model is fitted from and how."""

    groups: tuple[str, ...]
    strength: float
    words: float
    vectors: float
    surface: float


@dataclass
class Fitted:
    """A model of some sentences, able to judge others."""

    recipe: Recipe
    vocabulary: dict[str, int]
    idf: Array
    mean: Array
    deviation: Array
    weights: Array
    slope: float = 1.0
    shift: float = 0.0

    def margins(self, data: Sentences, rows: Array) -> Array:
        return self.slope * _features(self, data, rows).margins(self.weights) + self.shift


def train(data: Sentences, rows: Array, recipe: Recipe) -> Fitted:
    """Fit a model on some rows."""
    counts = (
        Counter(phrase for row in rows for phrase in data.phrases[row]) if "words" in recipe.groups else {}
    )
    known = sorted(phrase for phrase, count in counts.items() if count >= RAREST)
    fitted = Fitted(
        recipe=recipe,
        vocabulary={phrase: at for at, phrase in enumerate(known)},
        idf=np.array([weights.idf(counts[phrase], len(rows)) for phrase in known]),
        mean=data.surface[rows].mean(0),
        deviation=data.surface[rows].std(0) + 1e-6,
        weights=np.zeros(0),
    )
    fitted.weights = fit(_features(fitted, data, rows), data.labels[rows], strength=recipe.strength)
    return fitted


def _features(fitted: Fitted, data: Sentences, rows: Array) -> Table:
    recipe, vocabulary = fitted.recipe, fitted.vocabulary
    words = [[vocabulary[one] for one in data.phrases[row] if one in vocabulary] for row in rows]
    values = [
        recipe.words * fitted.idf[row] / max(float(np.linalg.norm(fitted.idf[row])), 1e-9) for row in words
    ]
    dense = [np.zeros((len(rows), 0))]
    scaled = (data.surface[rows] - fitted.mean) / fitted.deviation * recipe.surface
    if "surface" in recipe.groups:
        dense.append(scaled)
    if "figures" in recipe.groups:
        dense.append(scaled[:, list(surface.UNIVERSAL)])
    if "vectors" in recipe.groups:
        assert data.vectors is not None
        dense.append(data.vectors[rows] * recipe.vectors)
    return table(words, values, len(vocabulary), np.concatenate(dense, axis=1))


def recipes(groups: tuple[str, ...]) -> Iterator[Recipe]:
    """Every recipe of the grid that differs for these groups."""
    needless = {"words", "vectors"} - set(groups)
    choices = {name: values[:1] if name in needless else values for name, values in GRID.items()}
    for values in itertools.product(*choices.values()):
        yield Recipe(groups, **dict(zip(choices, values, strict=True)))


def choose(data: Sentences, rows: Array, groups: tuple[str, ...], others: Array) -> tuple[Fitted, float]:
    """Return a calibrated model of these rows (and ``others``, never judged) and its threshold.

    The recipe is the one of the best average precision over folds inside ``rows``.
    """
    folds = data.folds(rows, INNER_FOLDS, SEED + 1)
    best: tuple[float, Recipe, Array] | None = None
    for recipe in recipes(groups):
        margins = np.zeros(len(rows))
        for fold in range(INNER_FOLDS):
            inner = train(data, np.concatenate([rows[folds != fold], others]), recipe)
            margins[folds == fold] = inner.margins(data, rows[folds == fold])
        precision = average_precision(data.labels[rows], margins)
        if best is None or precision > best[0]:
            best = (precision, recipe, margins)
    assert best is not None
    _, recipe, margins = best
    nothing = [np.zeros(0)] * len(rows)
    line = table([[]] * len(rows), nothing, 0, margins[:, None])
    slope, shift = fit(line, data.labels[rows], strength=1e3)
    fitted = train(data, np.concatenate([rows, others]), recipe)
    fitted.slope, fitted.shift = float(slope), float(shift)
    return fitted, best_threshold(data.labels[rows], probabilities(slope * margins + shift))


def evaluate(data: Sentences, groups: tuple[str, ...], *, with_others: bool) -> str:
    """Say what a model from these groups reaches on the four folds: mean F1, AP and calibration error, each F1."""
    rows = np.arange(data.judged)
    folds = data.folds(rows, FOLDS, SEED)
    others = np.arange(data.judged, len(data.texts)) if with_others else np.zeros(0, int)
    found = []
    for fold in range(FOLDS):
        fitted, threshold = choose(data, rows[folds != fold], groups, others)
        scores = probabilities(fitted.margins(data, rows[folds == fold]))
        labels = data.labels[rows[folds == fold]]
        found.append(
            (
                f1(labels, scores >= threshold),
                average_precision(labels, scores),
                calibration_error(labels, scores),
            )
        )
    means = np.array(found).mean(0)
    each = " ".join(f"{one[0]:.3f}" for one in found)
    return f"{means[0]:.3f}  {means[1]:.3f}  {means[2]:.3f}  {each}"


def unfold(fitted: Fitted, threshold: float) -> tuple[weights.Set, dict[str, float]]:
    """Take scales, means and calibration into the weights themselves."""
    recipe = fitted.recipe
    words, dense, bias = _split(fitted)
    measured = np.zeros(len(surface.NAMES))
    columns = list(surface.UNIVERSAL) if "figures" in recipe.groups else list(range(len(surface.NAMES)))
    measured[columns] = dense[: len(columns)] * recipe.surface / fitted.deviation[columns]
    bias -= float(measured @ fitted.mean)
    vector = dense[len(columns) :] * recipe.vectors
    slope = fitted.slope
    chosen = weights.Set(
        bias=slope * bias + fitted.shift,
        threshold=threshold,
        surface=(slope * measured).tolist(),
        vector=(slope * vector).tolist(),
        embedding=embedding.model_name() if len(vector) else "",
    )
    scaled = slope * recipe.words * words
    return chosen, {phrase: float(scaled[at]) for phrase, at in fitted.vocabulary.items()}


def _split(fitted: Fitted) -> tuple[Array, Array, float]:
    width = len(fitted.vocabulary)
    return fitted.weights[:width], fitted.weights[width:-1], float(fitted.weights[-1])


def ship(data: Sentences) -> None:
    """Fit the three sets of weights on everything and write them where the desk reads them."""
    rows = np.arange(data.judged)
    others = np.arange(data.judged, len(data.texts))
    sets, phrases, counts = {}, {}, Counter(phrase for row in data.phrases for phrase in row)
    for name, groups in weights.SETS.items():
        if "vectors" in groups and data.vectors is None:
            raise SystemExit("The weights with the embedding need the embedding model.")
        fitted, threshold = choose(data, rows, groups, others)
        print(f"{name}: {fitted.recipe}, threshold {threshold}", flush=True)
        sets[name], phrases[name] = unfold(fitted, threshold)
    weights.write(
        sets=sets,
        phrases={
            phrase: (counts[phrase], [phrases[name][phrase] for name in weights.WORDED])
            for phrase in phrases[weights.WORDED[0]]
        },
        sentences=len(data.texts),
    )
