"""The words of a query: what they are in the index, how rare, and which of them to look up.

A query of common words can match a third of all passages, and fetching those to rank them takes
far too long. So the index is asked for few rows: those with one of the query's rarest words, or
with two of its less rare ones together. How rare a word is, PostgreSQL knows from its last ANALYZE.
"""

import math
import time
import unicodedata
from dataclasses import dataclass
from itertools import combinations

from django.db import connection

QUERY_LENGTH = 256
QUERY_TERMS = 32
# How many rows the index may be expected to return.
ROWS_EXPECTED = 450
FREQUENCIES_KEPT = 300.0  # seconds

WORDS = """
    SELECT word, ts_lexize('english_stem', word), ts_lexize('russian_stem', word)
    FROM unnest(tsvector_to_array(to_tsvector('simple', %s))) word
"""
FREQUENCIES = """
    SELECT c.reltuples, s.most_common_elems::text::text[], s.most_common_elem_freqs
    FROM pg_class c LEFT JOIN pg_stats s
        ON s.schemaname = c.relnamespace::regnamespace::text AND s.tablename = c.relname
        AND s.attname = 'search'
    WHERE c.oid = 'claims_passage'::regclass
"""


@dataclass(frozen=True)
class Term:
    """One word of a query, in every form that the index may hold it in."""

    forms: tuple[str, ...]
    frequency: float  # share of all passages that hold it, 0 to 1

    @property
    def query(self) -> str:
        return " | ".join("'" + form.replace("\\", "\\\\").replace("'", "''") + "'" for form in self.forms)

    @property
    def weight(self) -> float:
        """How much finding it says: BM25's inverse document frequency."""
        return math.log(1 + (1 - self.frequency) / max(self.frequency, 1e-7))


@dataclass
class _Frequencies:
    rows: float
    share: dict[str, float]
    rare: float  # what a word is taken to have that is not among the common ones
    read_at: float


_kept: dict[str, _Frequencies] = {}


def forget_frequencies() -> None:
    """Read the words' frequencies anew at the next search, after an import for instance."""
    _kept.clear()


def clean_query(text: str, *, length: int = QUERY_LENGTH) -> str:
    """Return a typed query without control characters and lone surrogates, cut to ``length``."""
    kept = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text[: 4 * length])
    return " ".join(kept.split())[:length].rstrip()


def _frequencies() -> _Frequencies:
    kept = _kept.get(connection.alias)
    if kept is None or time.monotonic() - kept.read_at > FREQUENCIES_KEPT:
        with connection.cursor() as cursor:
            cursor.execute(FREQUENCIES)
            rows, words, shares = cursor.fetchone()
        words, shares = words or [], shares or []
        # Behind the shares of the words stand the smallest and the largest of them.
        rare = shares[len(words)] / 2 if len(shares) > len(words) else 0.0
        kept = _Frequencies(
            rows=max(rows, 0.0),
            share=dict(zip(words, shares, strict=False)),
            rare=rare or 1 / max(rows, 1000.0),
            read_at=time.monotonic(),
        )
        _kept[connection.alias] = kept
    return kept


def find_terms(text: str) -> list[Term]:
    """Return the words of a text that say something, rarest first."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [text])
        words = cursor.fetchall()
    known = _frequencies()
    terms = set()
    for word, english, russian in words:
        if not english or not russian:
            continue  # a stop word
        forms = tuple(sorted({word, *english, *russian}))
        shares = [known.share[form] for form in forms if form in known.share]
        terms.add(Term(forms=forms, frequency=max(shares, default=known.rare)))
    return sorted(terms, key=lambda term: (term.frequency, term.forms))[:QUERY_TERMS]


def index_queries(terms: list[Term]) -> list[str]:
    """Choose words, and pairs of words, whose rows are few enough to fetch; as tsqueries, any of which will do.

    The index is asked for each by itself: for all of them as one it looks at every row of every word.
    """
    rows = _frequencies().rows
    room = ROWS_EXPECTED / rows if rows else math.inf
    alone: list[Term] = []
    for term in terms:
        if term.frequency > room:
            break
        alone.append(term)
        room -= term.frequency
    chosen = [f"({term.query})" for term in alone]
    pairs = sorted(
        combinations(terms[len(alone) :], 2), key=lambda pair: pair[0].frequency * pair[1].frequency
    )
    # Pairs with a word in common are written as one: a passage without the word is passed over in one
    # step, which halves the time that the index takes.
    partners: dict[Term, list[Term]] = {}
    for one, other in pairs:
        expected = one.frequency * other.frequency
        if expected > room:
            break
        partners.setdefault(one, []).append(other)
        room -= expected
    for one, others in partners.items():
        chosen.append(f"(({one.query}) & ({' | '.join(other.query for other in others)}))")
    return chosen or [terms[0].query]
