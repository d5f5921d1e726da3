"""What two statements have in common, as figures that the ranker weighs. Pure: no database, no model."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise

from rapidfuzz import fuzz

from claims.domain.claim_matching.cleaning import fold
from claims.domain.claim_matching.words import Terms

RANK_CONSTANT = 60  # Cormack, Clarke and Büttcher 2009
GROUPED = re.compile(r"(\d)[,\u00a0\u202f](?=\d{3}(?:\D|$))")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
NAME = re.compile(r"\b[^\W\d_][\w’-]+")
SOFT_LENGTH = 5  # letters from which on a word is looked for within others
GRAM = 4  # letters in a row, blanks among them
# As if so many candidates were there: on a desk with few claims, letters weigh what they weigh on one with many.
USUAL_LIST = 60

# Figures that need vectors; the ranker for words alone goes without.
OF_VECTORS = (
    "cosine",
    "cosine_best",
    "cosine_below_best",
    "rank_vectors",
    "log_rank_vectors",
    "fused",
    "cosine_covered",
)
# What takes longest to find out, and says hardly anything where there are vectors.
OF_WORDS_ALONE = ("partial_ratio",)
FEATURES = (
    "bm25",
    "bm25_of_best",
    "bm25_of_possible",
    "rank_words",
    "log_rank_words",
    "query_covered",
    "claim_covered",
    "claim_covered_softly",
    "jaccard",
    "shared",
    "rarest_shared",
    "rarest_missing",
    "pairs_covered",
    "numbers_agree",
    "numbers_missing",
    "numbers_differ",
    "names_covered",
    "names_missing",
    "names_shared",
    "length_ratio",
    "token_set_ratio",
    "token_sort_ratio",
    "letters_statement",
    "letters_quotes",
    "letters_best",
    "letters_both",
    *OF_WORDS_ALONE,
    *OF_VECTORS,
)


def numbers(text: str) -> set[str]:
    """Return the numbers of a text; 3,000 is 3000."""
    return set(NUMBER.findall(GROUPED.sub(r"\1", text)))


def names(text: str, *, anywhere: bool) -> set[str]:
    """Return the words with a capital, in small letters: those at the beginning too, or only ``anywhere`` else."""
    found = set()
    for match in NAME.finditer(text):
        word = match.group()
        if word[0].isupper() and (anywhere or match.start() > 0):
            found.add(word.casefold())
    return found


@dataclass(frozen=True)
class Asked:
    """The statement that others are compared with."""

    text: str
    terms: Terms

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.terms.words)

    @cached_property
    def weight(self) -> float:
        return self.terms.sum(self.words) or 1.0

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        return _pairs(self.terms.words)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def joined(self) -> str:
        return self.folded.replace(" ", "")

    @cached_property
    def numbers(self) -> set[str]:
        return numbers(self.text)

    @cached_property
    def names(self) -> set[str]:
        return names(self.text, anywhere=True)


@dataclass
class Candidate:
    """A claim that may say the same: its wordings, and how near it came by words and by vectors."""

    claim_id: int
    text: str
    statement: Sequence[str]  # its words, in order
    quotes: Sequence[str]  # those of its appearances
    cosine: float = 0.0
    cosine_best: float = 0.0  # of the statement asked for and of its sentences
    bm25: float = 0.0
    rank_words: int = 0
    rank_vectors: int = 0
    figures: dict[str, float] = field(default_factory=dict)

    @cached_property
    def words(self) -> Counter[str]:
        """Return its words with how often each is there, as the database counts them."""
        counted = Counter(self.statement)
        counted.update(dict.fromkeys(set(self.quotes) - set(counted), 1))
        return counted

    @cached_property
    def folded(self) -> str:
        return fold(self.text)


def fused(candidate: Candidate) -> float:
    """Return the sum of the reciprocal ranks, 1 at most."""
    ranks = [rank for rank in (candidate.rank_words, candidate.rank_vectors) if rank]
    return sum((RANK_CONSTANT + 1) / (RANK_CONSTANT + rank) for rank in ranks) / 2


def measure(asked: Asked, candidates: Sequence[Candidate], *, with_vectors: bool) -> None:
    """Fill in the figures of candidates whose scores and ranks are there."""
    best_bm25 = max((candidate.bm25 for candidate in candidates), default=0.0) or 1.0
    best_cosine = max((candidate.cosine for candidate in candidates), default=0.0)
    letters = _letters(asked, candidates)
    for candidate, alike in zip(candidates, letters, strict=True):
        candidate.figures = _figures(asked, candidate, best_bm25) | alike
        candidate.figures |= (
            _of_vectors(candidate, best_cosine) if with_vectors else _of_words(asked, candidate)
        )


def grams(words: Sequence[str]) -> set[str]:
    """Return every four letters in a row of some words, with the blanks around them; none of no words."""
    if not words:
        return set()
    text = f"  {' '.join(words)}  "
    return {text[place : place + GRAM] for place in range(len(text) - GRAM + 1)}


def _letters(asked: Asked, candidates: Sequence[Candidate]) -> list[dict[str, float]]:
    """Return how alike candidates are in their letters: the cosine of sets of grams, as each tells them apart.

    A gram weighs by how few of these candidates have it, so what all of them share, the subject, counts
    for little, and what is misspelt or bent otherwise still counts for a part.
    """
    sets = [(grams(one.statement), grams(one.quotes)) for one in candidates]
    both = [statement | quotes for statement, quotes in sets]
    held = Counter(chain.from_iterable(both))
    total = max(len(sets), USUAL_LIST) + 1
    by_holders = {many: math.log(total / (many + 0.5)) ** 2 for many in set(held.values())}
    squares = {gram: by_holders[many] for gram, many in held.items()}
    unheld = math.log(total / 0.5) ** 2
    mine = grams(asked.terms.words)
    own = sum(squares.get(gram, unheld) for gram in mine) or 1.0
    square = squares.__getitem__

    def cosine(theirs: set[str]) -> float:
        length = sum(map(square, theirs))
        return sum(map(square, theirs & mine)) / math.sqrt(own * (length or 1.0))

    figures = []
    for (statement, quotes), together in zip(sets, both, strict=True):
        first, second = cosine(statement), cosine(quotes)
        figures.append(
            {
                "letters_statement": first,
                "letters_quotes": second,
                "letters_best": max(first, second),
                "letters_both": cosine(together),
            }
        )
    return figures


def _figures(asked: Asked, candidate: Candidate, best_bm25: float) -> dict[str, float]:
    terms = asked.terms
    statement, both = set(candidate.statement), set(candidate.words)
    shared = asked.words & both
    shared_weight = terms.sum(shared)
    covered = max(_covered(asked, statement), _covered(asked, set(candidate.quotes)))
    missing = statement - asked.words
    its_numbers, its_names = numbers(candidate.text), names(candidate.text, anywhere=False)
    common_numbers, common_names = its_numbers & asked.numbers, its_names & asked.names
    return {
        "bm25": candidate.bm25 / 20,
        "bm25_of_best": candidate.bm25 / best_bm25,
        "bm25_of_possible": candidate.bm25 / asked.weight,
        "rank_words": 1 / candidate.rank_words if candidate.rank_words else 0.0,
        "log_rank_words": math.log(candidate.rank_words or 1000),
        "query_covered": shared_weight / asked.weight,
        "claim_covered": covered,
        "claim_covered_softly": _covered_softly(asked, statement),
        "jaccard": shared_weight / (terms.sum(asked.words | both) or 1.0),
        "shared": math.log1p(len(shared)),
        "rarest_shared": terms.heaviest(shared) / terms.most,
        "rarest_missing": terms.heaviest(missing) / terms.most,
        "pairs_covered": max(
            _share(_pairs(candidate.statement), asked.pairs), _share(_pairs(candidate.quotes), asked.pairs)
        ),
        "numbers_agree": float(bool(common_numbers)),
        "numbers_missing": float(bool(its_numbers - asked.numbers)),
        "numbers_differ": float(bool(its_numbers and asked.numbers and not common_numbers)),
        "names_covered": len(common_names) / (len(its_names) or 1),
        "names_missing": float(bool(its_names and not common_names)),
        "names_shared": math.log1p(len(common_names)),
        "length_ratio": math.log((len(terms.words) + 1) / (len(candidate.statement) + 1)),
        "token_set_ratio": fuzz.token_set_ratio(asked.folded, candidate.folded) / 100,
        "token_sort_ratio": fuzz.token_sort_ratio(asked.folded, candidate.folded) / 100,
    }


def _of_words(asked: Asked, candidate: Candidate) -> dict[str, float]:
    return {"partial_ratio": fuzz.partial_ratio(candidate.folded, asked.folded) / 100}


def _of_vectors(candidate: Candidate, best_cosine: float) -> dict[str, float]:
    return {
        "cosine": candidate.cosine,
        "cosine_best": candidate.cosine_best,
        "cosine_below_best": best_cosine - candidate.cosine,
        "rank_vectors": 1 / candidate.rank_vectors if candidate.rank_vectors else 0.0,
        "log_rank_vectors": math.log(candidate.rank_vectors or 1000),
        "fused": fused(candidate),
        "cosine_covered": candidate.cosine_best * candidate.figures["claim_covered"],
    }


def _covered(asked: Asked, words: set[str]) -> float:
    """Return how much of these words' weight the statement asked for has, 0 to 1."""
    return asked.terms.sum(words & asked.words) / (asked.terms.sum(words) or 1.0)


def _covered_softly(asked: Asked, words: set[str]) -> float:
    """Return the same, where a longer word may also stand within another one."""
    found = {
        word
        for word in words
        if word in asked.words or (len(word) >= SOFT_LENGTH and word[:-1] in asked.joined)
    }
    return asked.terms.sum(found) / (asked.terms.sum(words) or 1.0)


def _pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(words))


def _share(mine: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> float:
    return len(mine & theirs) / max(len(mine), 2)
