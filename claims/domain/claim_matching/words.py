"""Candidates by words: any of them is enough, ranked by BM25 in the database (Robertson and Zaragoza 2009).

A statement holds words that a tenth of all claims have, and others that three have. The rare ones find
the candidates, as many of them as keep the rows that are read within bounds; the common ones are then
looked up for the best of those only. How many claims have a common word is known from PostgreSQL's last
ANALYZE, and counted for all others.
"""

import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection

# How many rows the rare words may give together; no more of one word are counted or read.
ROWS = 5_000
# So many of the best by rare words get the score of their common words too.
LOOKED_AT = 300
MOST_TERMS = 60
K1, B = 1.2, 0.75
USUAL_LENGTH = 14  # words in a usual claim and its quote
USUAL_TOTAL = 10_000
FREQUENCIES_KEPT = 300.0  # seconds
# Fewer claims than these are counted: the planner's figures for a small table are often those of yesterday.
COUNTED = 2_000

WORDS = """
    SELECT claim_lexemes(%s), reltuples, (SELECT count(*) FROM (SELECT FROM claims_claimwords LIMIT {counted}) few)
    FROM pg_class WHERE oid = 'claims_claimwords'::regclass
"""
COMMON = """
    SELECT s.most_common_vals::text::text[], s.most_common_freqs, c.reltuples
    FROM pg_class c JOIN pg_stats s ON s.schemaname = c.relnamespace::regnamespace::text
        AND s.tablename = c.relname AND s.attname = 'word'
    WHERE c.oid = 'claims_claimword'::regclass
"""
COUNT = """
    SELECT asked.word, (
        SELECT count(*) FROM (SELECT FROM claims_claimword w WHERE w.word = asked.word LIMIT {rows}) few
    ) FROM unnest(%s::text[]) AS asked (word)
"""
SCORE = (
    f"sum(asked.weight * w.count * {K1 + 1}"
    f" / (w.count + {K1} * ({1 - B} + {B} * w.length / {USUAL_LENGTH}::float8)))"
)
BEST = """
    WITH found AS MATERIALIZED (
        SELECT w.claim_id, {score} AS score
        FROM unnest(%(rare)s::text[], %(rare_weights)s::float8[]) AS asked (word, weight)
        CROSS JOIN LATERAL (
            SELECT claim_id, count, length FROM claims_claimword
            WHERE word = asked.word AND claim_id <> %(claim)s LIMIT {rows}
        ) w
        GROUP BY w.claim_id ORDER BY 2 DESC, 1 LIMIT {looked_at}
    )
    SELECT claim_id, score + coalesce((
        SELECT {score}
        FROM unnest(%(common)s::text[], %(common_weights)s::float8[]) AS asked (word, weight)
        JOIN claims_claimword w ON w.word = asked.word AND w.claim_id = found.claim_id
    ), 0) FROM found ORDER BY 2 DESC, 1 LIMIT %(limit)s
"""


class _Weights(dict[str, float]):
    """What each word weighs, found out when it is first asked for: a list asks thousands of times."""

    def __init__(self, rows: Mapping[str, int], total: int) -> None:
        super().__init__()
        self._rows, self._total = rows, total

    def __missing__(self, word: str) -> float:
        rows = min(self._rows.get(word, 0), self._total) * min(1.0, USUAL_TOTAL / max(self._total, 1))
        weight = self[word] = math.log(1 + (USUAL_TOTAL - rows + 0.5) / (rows + 0.5))
        return weight


@dataclass
class Terms:
    """The words of a statement in their order, and what words weigh (inverse document frequency)."""

    words: tuple[str, ...]
    total: int  # of claims
    rows: dict[str, int] = field(default_factory=dict)  # how many claims have a word

    @cached_property
    def _weights(self) -> "_Weights":
        return _Weights(self.rows, self.total)

    def counted(self, rows: Mapping[str, int]) -> None:
        """Take in how many claims have some more words."""
        self.rows |= rows
        self.__dict__.pop("_weights", None)

    def weight(self, word: str) -> float:
        """Return what a word weighs; as much as can be where no claim has it or nobody has counted it.

        As if there were ``USUAL_TOTAL`` claims: what the ranker knows of weights holds on a desk with ten
        claims and on one with a million.
        """
        return self._weights[word]

    def sum(self, words: Iterable[str]) -> float:
        """Return what words weigh together."""
        return sum(map(self._weights.__getitem__, words))

    def heaviest(self, words: Iterable[str]) -> float:
        """Return what the rarest of some words weighs; 0 of none."""
        return max(map(self._weights.__getitem__, words), default=0.0)

    @property
    def most(self) -> float:
        """What a word weighs that no claim has."""
        return self.weight("")

    @cached_property
    def findable(self) -> list[str]:
        """The different words that some claim has, rarest first."""
        asked = list(dict.fromkeys(self.words))[:MOST_TERMS]
        return sorted(filter(self.rows.get, asked), key=lambda word: (self.rows[word], word))

    def bm25(self, words: Counter[str]) -> float:
        """Return the score of a claim that has these words, as the database gives it."""
        norm = K1 * (1 - B + B * words.total() / USUAL_LENGTH)
        shared = [word for word in self.findable if word in words]
        return sum(self.weight(word) * words[word] * (K1 + 1) / (words[word] + norm) for word in shared)


@dataclass
class _Common:
    rows: dict[str, int]
    read_at: float


_kept: dict[str, _Common] = {}


def forget_frequencies() -> None:
    """Read anew how common words are at the next search, after an import for instance."""
    _kept.clear()


def read_terms(statement: str) -> Terms:
    """Look up the words of a cleaned statement, stop words left out; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS.format(counted=COUNTED), [statement])
        words, claims, counted = cursor.fetchone()
    terms = Terms(words=tuple(words), total=counted if counted < COUNTED else max(int(claims), counted))
    count_words(terms, words)
    return terms


def count_words(terms: Terms, words: Iterable[str]) -> None:
    """Look up how many claims have each of these words; one query."""
    common = _common() if terms.total >= COUNTED else {}
    wanted = set(words) - terms.rows.keys()
    terms.counted({word: common[word] for word in wanted & common.keys()})
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(rows=ROWS), [sorted(wanted - common.keys())])
        terms.counted(dict(cursor.fetchall()))


def _common() -> dict[str, int]:
    """Return how many claims have each word that the last ANALYZE found to be common."""
    kept = _kept.get(connection.alias)
    if kept is None or time.monotonic() - kept.read_at > FREQUENCIES_KEPT:
        with connection.cursor() as cursor:
            cursor.execute(COMMON)
            words, shares, rows = cursor.fetchone() or ([], [], 0)
        known = zip(words or [], shares or [], strict=True)
        kept = _Common({word: math.ceil(share * rows) for word, share in known}, time.monotonic())
        _kept[connection.alias] = kept
    return kept.rows


def best_by_words(terms: Terms, *, limit: int, leaving_out: int | None) -> dict[int, float]:
    """Return the ids of standing claims with their scores, best first; one query."""
    room = ROWS
    rare: list[str] = []
    for word in terms.findable:
        if rare and terms.rows[word] > room:
            break
        rare.append(word)
        room -= terms.rows[word]
    common = terms.findable[len(rare) :]

    def weights(of: Sequence[str]) -> list[float]:
        return [terms.weight(word) for word in of]

    with connection.cursor() as cursor:
        cursor.execute(
            BEST.format(score=SCORE, rows=ROWS, looked_at=LOOKED_AT),
            {
                "rare": rare,
                "rare_weights": weights(rare),
                "common": common,
                "common_weights": weights(common),
                "claim": leaving_out or 0,
                "limit": limit,
            },
        )
        return dict(cursor.fetchall())
