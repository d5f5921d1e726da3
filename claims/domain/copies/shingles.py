"""Texts as sets of shingles, five words in a row each, and how much of one stands in another. Pure.

After Broder, "On the resemblance and containment of documents" (1997): resemblance (Jaccard) and
containment are shares of shingles, and both can be estimated from the shingles whose hash a number
divides. Unlike a minimum for each of many permutations, that finds an excerpt in a long text too.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np

LENGTH = 5  # words
# A text keeps each of its shingles up to so many, then every second, fourth and eighth of them ...
KEPT_WHOLE = 128
USUAL_STEP = 8
# ... and fewer still where that would be more than this: a book is found by its long excerpts only.
MOST_KEPT = 4096

# Han and kana are written without spaces: there each sign counts as a word.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
QUOTED = re.compile(r'"[^"]{1,1500}"|“[^”]{1,1500}”|«[^»]{1,1500}»|„[^“”]{1,1500}[“”]')

Hashes = np.ndarray  # of uint64, one dimension

_mix = [np.uint64(number) for number in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)]
_odd = [
    np.uint64(number)
    for number in (
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0x27D4EB2F165667C5,
        0xD6E8FEB86659FD93,
    )
]


@lru_cache(maxsize=200_000)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.casefold().encode(), digest_size=8).digest())


def _scatter(values: Hashes) -> Hashes:
    """Spread numbers over all 64 bits (the finaliser of SplitMix64), so that low bits are fair dice."""
    values = (values ^ (values >> np.uint64(30))) * _mix[0]
    values = (values ^ (values >> np.uint64(27))) * _mix[1]
    return values ^ (values >> np.uint64(31))


def _distinct(values: Hashes) -> Hashes:
    """Return each value once, ascending; for numbers that hardly repeat faster than NumPy's own."""
    values = np.sort(values)
    return values[np.concatenate([[True], values[1:] != values[:-1]])] if len(values) else values


def holds(ascending: Hashes, values: Hashes) -> np.ndarray:
    """Say of each value whether it is among ``ascending``, which hold each number once."""
    if not len(ascending):
        return np.zeros(len(values), bool)
    places = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    return ascending[places] == values


class Text:
    """What is compared of a text.

    ``in_order`` holds the hash of every shingle in the order of the text, ``own_words`` says which of
    them reach outside quotation marks, and ``all`` holds each hash once, ascending.
    """

    def __init__(self, text: str) -> None:
        self.words: list[str] = WORD.findall(text)
        self._text = text
        hashes = np.fromiter(map(_word_hash, self.words), np.uint64, len(self.words))
        count = max(0, len(self.words) - LENGTH + 1)
        together = np.zeros(count, np.uint64)
        for place, odd in enumerate(_odd):
            together += _scatter(hashes[place : place + count] * odd)
        self.in_order = _scatter(together)
        self.all = _distinct(self.in_order)

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def own_words(self) -> np.ndarray:
        quoted = np.zeros(len(self._text) + 1, bool)
        for match in QUOTED.finditer(self._text):
            quoted[match.start() : match.end()] = True
        places = np.fromiter(
            (match.start() for match in WORD.finditer(self._text)), np.int64, len(self.words)
        )
        inside = np.concatenate([[0], np.cumsum(quoted[places])])
        count = len(self.in_order)
        return (inside[LENGTH : LENGTH + count] - inside[:count]) < LENGTH

    @cached_property
    def _different(self) -> set[str]:
        return set(self.words)

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The words that are written with a capital somewhere, in small letters."""
        return frozenset(word.casefold() for word in self._different if word[0].isupper())

    @cached_property
    def small(self) -> frozenset[str]:
        """The words that are written small somewhere."""
        return frozenset(word for word in self._different if word[0].islower())

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(word for word in self._different if word[0].isdigit())


@dataclass(frozen=True, slots=True)
class Likeness:
    """How many shingles two texts share, of how many in each; the shares are from 0 to 1."""

    shared: int
    first: int
    second: int

    @property
    def jaccard(self) -> float:
        return self.shared / max(1, self.first + self.second - self.shared)

    @property
    def first_in_second(self) -> float:
        return self.shared / max(1, self.first)

    @property
    def second_in_first(self) -> float:
        return self.shared / max(1, self.second)

    @property
    def containment(self) -> float:
        """The share of the shorter one that stands in the other."""
        return self.shared / max(1, min(self.first, self.second))


def likeness(first: Text, second: Text) -> Likeness:
    """Compare two texts shingle by shingle."""
    shared = np.intersect1d(first.all, second.all, assume_unique=True)
    return Likeness(len(shared), len(first), len(second))


def longest_stretch(text: Text, shared: Hashes) -> int:
    """Return how many of a text's words in a row stand in none of the ``shared`` shingles."""
    covered = np.zeros(len(text.words), bool)
    found = holds(shared, text.in_order)
    for place in range(LENGTH):
        covered[place : place + len(found)] |= found
    ends = np.flatnonzero(np.concatenate([[True], covered, [True]]))
    return int(np.diff(ends).max()) - 1


def particulars(first: Text, second: Text) -> tuple[frozenset[str], frozenset[str]]:
    """Return the numbers of each text and its names: words that neither text ever writes small."""
    small = first.small | second.small
    return (first.capitals - small) | first.numbers, (second.capitals - small) | second.numbers


@dataclass(frozen=True, slots=True)
class Sketch:
    """The shingles that stand for a text of ``shingles`` different ones: those that ``step`` divides."""

    shingles: int
    step: int
    hashes: Hashes

    @property
    def marks(self) -> list[int]:
        """The hashes as the database keeps them, signed."""
        return self.hashes.view(np.int64).tolist()

    def packed(self) -> bytes:
        return self.hashes.astype(">u8").tobytes()

    @classmethod
    def unpacked(cls, *, shingles: int, step: int, sketch: bytes) -> "Sketch":
        return cls(shingles, step, np.frombuffer(sketch, ">u8").astype(np.uint64))


def _step(shingles: int) -> int:
    step = 1
    while shingles > KEPT_WHOLE * step and (step < USUAL_STEP or shingles > MOST_KEPT * step):
        step *= 2
    return step


def make_sketch(text: Text) -> Sketch:
    """Choose the shingles by which a text is found. A finer sketch holds all of a coarser one."""
    step = _step(len(text))
    return Sketch(len(text), step, text.all[text.all % np.uint64(step) == 0])


def estimate(first: Sketch, second: Sketch) -> Likeness:
    """Compare two texts by their sketches: the shares are estimates, and the numbers those of a sample."""
    step = np.uint64(max(first.step, second.step))
    one, other = (sketch.hashes[sketch.hashes % step == 0] for sketch in (first, second))
    return Likeness(int(holds(other, one).sum()), len(one), len(other))
