"""ClaimBuster's sentences as arrays: words, what shows on the surface, embeddings, folds."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.logistic import Array
from claims.domain import embedding
from claims.domain.suggesting import surface, wording


@dataclass
class Sentences:
    """The data as arrays; the first ``judged`` rows are those of the four folds."""

    texts: list[str]
    labels: Array
    judged: int
    phrases: list[list[str]]
    surface: Array
    vectors: Array | None

    def folds(self, rows: Array, count: int, seed: int) -> Array:
        """Return a fold for each row: as many of each label in each, the same words in one."""
        chosen: dict[str, int] = {}
        numbers = np.full(len(rows), -1)
        random = np.random.default_rng(seed)
        for label in (0, 1):
            for place, at in enumerate(random.permutation(np.flatnonzero(self.labels[rows] == label))):
                numbers[at] = chosen.setdefault(self.texts[rows[at]], place % count)
        return numbers


def read(folder: Path) -> tuple[list[str], Array, int]:
    """Return the texts and labels of the folds, then of what stands only in the other file, and how many are the first."""
    judged = json.loads((folder / "kfold_25ncs.json").read_text())
    known = {row["text"] for row in judged}
    others = [row for row in json.loads((folder / "train.json").read_text()) if row["text"] not in known]
    rows = judged + others
    return [row["text"] for row in rows], np.array([row["label"] for row in rows]), len(judged)


def embed(texts: list[str], kept: Path | None) -> Array | None:
    """Return the embedding of each text, from a file where one was kept; None without a model."""
    if kept and kept.exists():
        stored = np.load(kept)
        places = {text: at for at, text in enumerate(stored["texts"])}
        return stored["vectors"][[places[text] for text in texts]]
    if not embedding.is_available():
        print(f"Without the embedding: {embedding.why_not()}", file=sys.stderr)
        return None
    vectors = np.concatenate([embedding.embed(texts[at : at + 256]) for at in range(0, len(texts), 256)])
    if kept:
        np.savez(kept, texts=np.array(texts), vectors=vectors)
    return vectors


def prepare(folder: Path, kept: Path | None) -> Sentences:
    texts, labels, judged = read(folder)
    words = [surface.words_of(text) for text in texts]
    measured = [surface.measure(text, *both) for text, both in zip(texts, words, strict=True)]
    phrases = [wording.phrases(lower) for _, lower in words]
    return Sentences(texts, labels, judged, phrases, np.array(measured), embed(texts, kept))
