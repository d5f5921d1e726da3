"""Finding passages of other articles that speak of a claim.

A query of common words can match a third of all passages, and fetching those to rank them takes
far too long. So the index is asked for few rows: those with one of the query's rarest words, or
with two of its less rare ones together. Only they are scored, by BM25 with every word counted once
(Robertson and Zaragoza 2009, section 3.4; a passage is a sentence, where a word hardly repeats).
How rare a word is, PostgreSQL knows from its last ANALYZE.
"""

import math
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.db import DataError, InternalError, OperationalError, connection, transaction
from django.db.models import Model

from claims.domain.ingest.indexing import CONFIGS
from claims.models import Article, ArticleRevision, Claim, Evidence, Passage, Publisher
from claims.vocabulary import UNKNOWN_PUBLISHER, Stance

QUERY_LENGTH = 256
QUERY_TERMS = 32
TERMS_PAIRED = 8
# How many rows the index may be expected to return, and how many are looked at whatever it returns.
ROWS_EXPECTED = 450
ROWS_LOOKED_AT = 2000
# How many of the scored are checked for their article's standing at first; all, where they don't do.
BEST = 60
FREQUENCIES_KEPT = 300.0  # seconds
USUAL_LENGTH = 11  # different words in a usual passage, stop words aside
HIT = "\x02"  # stands on both sides of a word that was asked for
MARKING = f"HighlightAll=true, StartSel={HIT}, StopSel={HIT}"

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
# One query, since planning several costs as much as running them.
RANKED = """
    WITH looked_at AS (
        SELECT id, revision_id, search FROM claims_passage
        WHERE search @@ %s::tsquery AND kind <> 'boilerplate' LIMIT %s
    ), scored AS (
        SELECT id, revision_id,
            ({score}) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * length(search) / {usual})) AS score
        FROM looked_at ORDER BY score DESC, id LIMIT %s
    ), placed AS (
        SELECT scored.id, score, article.id AS article_id,
            row_number() OVER (PARTITION BY article.id ORDER BY score DESC, scored.id) AS place
        FROM scored CROSS JOIN LATERAL (
            SELECT a.id FROM claims_articlerevision r JOIN claims_article a ON a.id = r.article_id
            WHERE r.id = scored.revision_id AND a.current_revision_id = r.id
                AND a.retracted_at IS NULL AND a.id IS DISTINCT FROM %s
            LIMIT 1
        ) article
    ), best AS (
        SELECT * FROM placed WHERE place <= %s ORDER BY score DESC, id LIMIT %s
    )
    SELECT (SELECT count(*) FROM scored), best.score, {columns},
        (SELECT b.text FROM claims_passage b WHERE b.revision_id = s.revision_id AND b.number = s.number - 1),
        (SELECT n.text FROM claims_passage n WHERE n.revision_id = s.revision_id AND n.number = s.number + 1),
        ts_headline({config}, s.text, %s::tsquery, %s)
    FROM best
        JOIN claims_passage s ON s.id = best.id
        JOIN claims_articlerevision r ON r.id = s.revision_id
        JOIN claims_article a ON a.id = best.article_id
        JOIN claims_publisher p ON p.id = a.publisher_id
    ORDER BY best.score DESC, best.id
"""
# What is fetched of each, by the alias it has in the query. Anything else is fetched when asked for.
FETCHED: dict[str, tuple[type[Model], list[str]]] = {
    "s": (Passage, ["id", "revision_id", "number", "start", "end", "kind", "text"]),
    "r": (ArticleRevision, ["id", "article_id", "number"]),
    "a": (Article, ["id", "publisher_id", "title", "byline", "url", "published_on", "language"]),
    "p": (Publisher, ["id", "name", "kind", "website"]),
}
COLUMNS = ", ".join(f'{alias}."{name}"' for alias, (_, names) in FETCHED.items() for name in names)
CONFIG = "CASE a.language {} ELSE 'simple' END::regconfig".format(
    " ".join(f"WHEN '{code}' THEN '{config}'" for code, config in CONFIGS.items())
)
# Plain floats: exact numbers take a fifth longer to add up.
TERM = "CASE WHEN search @@ %s::tsquery THEN %s::float8 ELSE 0::float8 END"


@dataclass(frozen=True)
class Term:
    """One word of a query, in every form that the index may hold it in."""

    forms: tuple[str, ...]
    frequency: float  # share of all passages that hold it, 0 to 1

    @property
    def query(self) -> str:
        return " | ".join("'" + form.replace("\\", "\\\\").replace("'", "''") + "'" for form in self.forms)


@dataclass
class Candidate:
    """A passage of another article, with the sentences around it and what it was brought as."""

    passage: Passage
    score: float
    before: str
    after: str
    parts: list[tuple[str, bool]]  # the passage's text in pieces; True where a word was asked for
    evidence: Evidence | None = None

    @property
    def place(self) -> str:
        """The passage's revision, start and end, as one word."""
        return f"{self.passage.revision_id}-{self.passage.start}-{self.passage.end}"

    @property
    def stance(self) -> Stance | None:
        return Stance(self.evidence.stance) if self.evidence else None

    @property
    def origin_name(self) -> str:
        """Whom it rests on: as was said when it was brought, else the article's publisher."""
        return self.evidence.origin.name if self.evidence else self.passage.revision.article.publisher.name

    @property
    def rests_on_nobody_known(self) -> bool:
        return self.origin_name == UNKNOWN_PUBLISHER


@dataclass
class Candidates:
    """Passages, best first, the query as it was understood, and what there is to say about it."""

    items: list[Candidate] = field(default_factory=list)
    message: str = ""
    query: str = ""

    def __bool__(self) -> bool:
        return bool(self.items)


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


def candidate_passages(
    *,
    claim: Claim,
    query: str = "",
    limit: int = 12,
    per_source: int = 3,
    attached: Iterable[Evidence] | None = None,
) -> Candidates:
    """Return passages of other standing articles for a claim's words, or for a typed query.

    Any of the words is enough; passages with more and with rarer ones come first, at most
    ``per_source`` from one article. ``attached`` is the claim's standing evidence with origins, where
    the caller has it already. A query that cannot be run gives no items and a message; never raises.
    """
    typed = clean_query(query)
    try:
        with transaction.atomic():
            terms = _terms(typed or clean_query(claim.statement, length=1000))
            items = _rank(terms, claim=claim, limit=limit, per_source=per_source)
    except (DataError, InternalError, OperationalError):
        message = "The search could not be run. Try fewer or other words; nothing was changed."
        return Candidates(message=message, query=typed)
    if not items:
        return Candidates(message=_nothing_found(typed, terms), query=typed)
    if attached is None:
        attached = Evidence.objects.standing().filter(claim=claim).select_related("origin")
    brought = {(item.revision_id, item.start, item.end): item for item in attached}
    for item in items:
        item.evidence = brought.get((item.passage.revision_id, item.passage.start, item.passage.end))
    message = ""
    if len(" ".join(query.split())) > QUERY_LENGTH:
        message = f"Only the first {QUERY_LENGTH} characters were searched for."
    return Candidates(items=items, message=message, query=typed)


def _nothing_found(typed: str, terms: list[Term]) -> str:
    if not terms:
        return "There is no word to search for. Type a name, a place or a number."
    if typed:
        return "No other article has any of these words. Try other words, or add a link."
    return "No other article on the desk has the words of this claim."


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


def _terms(text: str) -> list[Term]:
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


def _index_query(terms: list[Term]) -> str:
    """Choose words, and pairs of words, whose rows are few enough to fetch; as a tsquery."""
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
    return " | ".join(chosen) or terms[0].query


def _rank(terms: list[Term], *, claim: Claim, limit: int, per_source: int) -> list[Candidate]:
    """Return the best passages with their articles, publishers and neighbours."""
    if not terms:
        return []
    sql = RANKED.format(
        score=" + ".join([TERM] * len(terms)), usual=USUAL_LENGTH, columns=COLUMNS, config=CONFIG
    )
    index_query = _index_query(terms)
    weights: list[str | float] = []
    for term in terms:
        weights += [term.query, math.log(1 + (1 - term.frequency) / max(term.frequency, 1e-7))]
    marking = [" | ".join(term.query for term in terms), MARKING]
    with connection.cursor() as cursor:
        for best in (BEST, ROWS_LOOKED_AT):
            cursor.execute(
                sql,
                [
                    index_query,
                    ROWS_LOOKED_AT,
                    *weights,
                    best,
                    claim.lifted_from_id,
                    per_source,
                    limit,
                    *marking,
                ],
            )
            rows = cursor.fetchall()
            scored = rows[0][0] if rows else best
            if len(rows) >= limit or scored < best:
                break
    return [_candidate(row) for row in rows]


def _candidate(row: tuple) -> Candidate:
    values = iter(row)
    _, score = next(values), next(values)

    def fetched(alias: str) -> Any:
        model, names = FETCHED[alias]
        return model.from_db(connection.alias, names, [next(values) for _ in names])

    passage, revision, article, publisher = map(fetched, FETCHED)
    article.publisher = publisher
    revision.article = article
    passage.revision = revision
    before, after, marked = values
    return Candidate(
        passage=passage,
        score=score,
        before=before or "",
        after=after or "",
        parts=_parts(passage.text, marked),
    )


def _parts(text: str, marked: str) -> list[tuple[str, bool]]:
    """Split a text whose hits stand between marks; unsplit where marking changed the text itself."""
    pieces = marked.split(HIT)
    if "".join(pieces) != text:
        return [(text, False)]
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]
