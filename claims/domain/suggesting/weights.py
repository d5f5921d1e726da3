"""The weights by which sentences are scored: a JSON file with its checksum beside it.

Three sets: one for text in English with an embedding, one for English without, and one of what shows in any language.
``benchmarks/check_worthiness.py`` fits and writes them.
"""

import hashlib
import json
import math
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from claims.domain.suggesting import surface

FOLDER = Path(__file__).parent / "model"
FILE, CHECKSUM = "weights.json", "weights.json.sha256"
NAME = "check-worthiness-1"
DIMENSION = 384
# What each set is fitted from. Those in WORDED have a weight for each word and phrase.
SETS: dict[str, tuple[str, ...]] = {
    "vectors": ("vectors", "words", "surface"),
    "words": ("words", "surface"),
    "figures": ("figures",),
}
WORDED = ("vectors", "words")
STEPS = 1000  # weights of words are written in thousandths


class NoWeights(Exception):
    """The weights are missing or damaged; the message says which, for a person."""


@dataclass(frozen=True)
class Set:
    """One model: a sentence's margin is the sum of its weights; its probability, the logistic of that.

    ``surface`` goes with ``surface.NAMES``, ``vector`` with the embedding by the model of that name. Phrases have
    ``phrases[phrase] = (idf, weight)``; a sentence's idfs are scaled to length 1.
    """

    bias: float
    threshold: float
    surface: list[float]
    vector: list[float]
    embedding: str = ""
    phrases: dict[str, tuple[float, float]] = field(default_factory=dict, repr=False)


def idf(count: int, sentences: int) -> float:
    """Return the inverse document frequency, smoothed: ln((1 + n) / (1 + count)) + 1."""
    return math.log((1 + sentences) / (1 + count)) + 1


def load(folder: Path | None = None) -> dict[str, Set]:
    """Return the sets by name. Raises NoWeights where the file is missing, damaged or of another build."""
    return _load(folder or FOLDER)


@cache
def _load(folder: Path) -> dict[str, Set]:
    try:
        return _read(json.loads(_content(folder)))
    except (ValueError, KeyError, TypeError) as error:
        raise NoWeights(f"The file of their weights is not what the desk expects ({FILE}).") from error


def _content(folder: Path) -> bytes:
    try:
        content = (folder / FILE).read_bytes()
        expected = (folder / CHECKSUM).read_text().split()[0]
    except (OSError, IndexError, ValueError) as error:
        raise NoWeights(f"The file of their weights cannot be read ({FILE}).") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise NoWeights(f"The file of their weights is damaged: {FILE} differs from its checksum.")
    return content


def why_not(folder: Path | None = None) -> str:
    """Return why the weights can't be used, as a sentence; empty for whole ones, which aren't loaded for it."""
    try:
        _content(folder or FOLDER)
    except NoWeights as reason:
        return str(reason)
    return ""


def _read(stored: dict[str, Any]) -> dict[str, Set]:
    if stored["name"] != NAME or stored["signs"] != list(surface.NAMES):
        raise ValueError(stored["name"])
    phrases = stored["phrases"].split("\n")
    idfs = [idf(count, stored["sentences"]) for count in stored["counts"]]
    sets = {}
    for name, values in stored["sets"].items():
        given = [weight / STEPS for weight in values.pop("phrases")]
        worded = dict(zip(phrases, zip(idfs, given, strict=True), strict=True)) if given else {}
        embedding = stored["embedding"] if values["vector"] else ""
        sets[name] = Set(phrases=worded, embedding=embedding, **values)
        if len(sets[name].surface) != len(surface.NAMES) or len(sets[name].vector) not in (0, DIMENSION):
            raise ValueError(name)
    if set(sets) != set(SETS):
        raise ValueError(sorted(sets))
    return sets


def write(
    *,
    sets: dict[str, Set],
    phrases: dict[str, tuple[int, list[float]]],
    sentences: int,
    folder: Path | None = None,
) -> None:
    """Write the weights and their checksum.

    ``phrases`` have the number of ``sentences`` that they stand in, and a weight for each set of ``WORDED``.
    """
    stored = {
        "name": NAME,
        "signs": surface.NAMES,
        "embedding": next(one.embedding for one in sets.values() if one.embedding),
        "sentences": sentences,
        "phrases": "\n".join(phrases),
        "counts": [count for count, _ in phrases.values()],
        "sets": {
            name: {
                "bias": round(one.bias, 5),
                "threshold": one.threshold,
                "surface": [round(value, 5) for value in one.surface],
                "vector": [round(value, 5) for value in one.vector],
                "phrases": [round(given[WORDED.index(name)] * STEPS) for _, given in phrases.values()]
                if name in WORDED
                else [],
            }
            for name, one in sets.items()
        },
    }
    content = json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()
    folder = folder or FOLDER
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_bytes(content)
    (folder / CHECKSUM).write_text(f"{hashlib.sha256(content).hexdigest()}  {FILE}\n")
    _load.cache_clear()
