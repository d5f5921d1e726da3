"""Ranking passages for a query: by its words, by what lies near its vector, and by both together.

By words: BM25 with every word counted once (Robertson and Zaragoza 2009, section 3.4; a passage is a
sentence, where a word hardly repeats), over the few passages that the index is asked for. By vectors:
the nearest, by the cosine. Each list gives a passage 1 / (60 + its place there), and the sum places it
(reciprocal rank fusion: Cormack, Clarke and Büttcher 2009). Places count other standing articles only.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from claims.domain.ingest.indexing import CONFIGS
from claims.domain.matching.candidates import Candidate
from claims.domain.matching.words import Term, index_queries
from claims.models import Article, ArticleRevision, Claim, Passage, Publisher
from claims.models.joined import Joined

# How many rows of the index are looked at, whatever it was expected to return.
ROWS_LOOKED_AT = 2000
# How many of the scored are checked for their article's standing at first; all, where they don't do.
BEST = 60
NEAREST = 40
# Below this cosine two sentences have hardly a subject in common.
LEAST_LIKENESS = 0.35
FUSION = 60
USUAL_LENGTH = 11  # different words in a usual passage, stop words aside
HIT = "\x02"  # stands on both sides of a word that was asked for
MARKING = f"HighlightAll=true, StartSel={HIT}, StopSel={HIT}"
BY_WORDS, BY_BOTH = "words-1", "words+vectors-1"

NO_VECTORS = (
    "near AS (SELECT NULL::bigint AS id, NULL::bigint AS revision_id, NULL::float8 AS likeness WHERE false)"
)
CLAIMS_VECTOR = """
    SELECT model, vector FROM claims_claimvector
    WHERE claim_id = %(claim)s AND statement_sha256 = %(statement_sha256)s
"""
TYPED_VECTOR = "SELECT %(model)s::text AS model, %(vector)s::halfvec AS vector"
# Where nothing is asked for, nothing is looked at: an index would search around for a long while.
NEAR = """
    asked AS MATERIALIZED ({asked}), nearest AS MATERIALIZED (
        SELECT passage_id, -(vector <#> (SELECT vector FROM asked)) AS likeness FROM claims_passagevector
        WHERE (SELECT true FROM asked) AND model = (SELECT model FROM asked)
        ORDER BY vector <#> (SELECT vector FROM asked) LIMIT {nearest}
    ), near AS (
        SELECT s.id, s.revision_id, likeness FROM nearest JOIN claims_passage s ON s.id = passage_id
        WHERE likeness >= {least}
    )
"""
# One query, since planning several costs as much as running them.
RANKED = """
    WITH looked_at AS (
        SELECT id, revision_id, search FROM claims_passage
        WHERE ({looked_up}) AND kind <> 'boilerplate' LIMIT %(rows)s
    ), scored AS (
        SELECT id, revision_id,
            ({score}) / (1 + 1.2::float8 * (0.25::float8 + 0.75::float8 / {usual} * length(search))) AS score
        FROM looked_at ORDER BY score DESC, id LIMIT %(best)s
    ), {near}, standing AS (
        SELECT found.id, found.words, found.likeness, article.id AS article_id, article.source, article.says
        FROM (
            SELECT coalesce(w.id, v.id) AS id, coalesce(w.revision_id, v.revision_id) AS revision_id,
                w.score AS words, v.likeness
            FROM scored w FULL JOIN near v ON v.id = w.id
        ) found CROSS JOIN LATERAL (
            SELECT a.id, coalesce(-a.story_id, a.id) AS source, CASE WHEN a.story_id IS NULL THEN found.id
                ELSE (SELECT hashtext(t.text) FROM claims_passage t WHERE t.id = found.id) END AS says
            FROM claims_articlerevision r JOIN claims_article a ON a.id = r.article_id
            WHERE r.id = found.revision_id AND a.current_revision_id = r.id
                AND a.retracted_at IS NULL AND a.id IS DISTINCT FROM %(own)s::bigint
                AND (a.story_id IS NULL OR a.story_id IS DISTINCT FROM %(own_story)s::bigint)
            LIMIT 1
        ) article
    ), fused AS (
        SELECT id, article_id, source, says,
            CASE WHEN words IS NULL THEN 0
                ELSE 1 / ({fusion} + row_number() OVER (ORDER BY words DESC NULLS LAST, id))::float8 END
            + CASE WHEN likeness IS NULL THEN 0
                ELSE 1 / ({fusion} + row_number() OVER (ORDER BY likeness DESC NULLS LAST, id))::float8 END
            AS score,
            id IN (
                SELECT s.id FROM claims_refusedpassage f JOIN claims_passage s
                    ON s.revision_id = f.revision_id AND s.start = f.start AND s."end" = f."end"
                WHERE f.claim_id = %(claim)s AND f.retracted_at IS NULL
            ) AS is_refused
        FROM standing
    ), folded AS (
        SELECT *, row_number() OVER (PARTITION BY source, says ORDER BY score DESC, id) AS copy FROM fused
    ), placed AS (
        SELECT *, row_number() OVER (PARTITION BY source, is_refused ORDER BY score DESC, id) AS place
        FROM folded WHERE copy = 1
    ), best AS (
        SELECT *, row_number() OVER (PARTITION BY is_refused ORDER BY score DESC, id) AS rank,
            count(*) OVER (PARTITION BY is_refused) AS found
        FROM placed WHERE place <= %(per_source)s
    )
    SELECT (SELECT count(*) FROM scored), {asked_for}, best.is_refused, best.found, best.score, {columns},
        (SELECT b.text FROM claims_passage b WHERE b.revision_id = s.revision_id AND b.number = s.number - 1),
        (SELECT n.text FROM claims_passage n WHERE n.revision_id = s.revision_id AND n.number = s.number + 1),
        ts_headline({config}, s.text, %(words)s::tsquery, %(marking)s)
    FROM best
        JOIN claims_passage s ON s.id = best.id
        JOIN claims_articlerevision r ON r.id = s.revision_id
        JOIN claims_article a ON a.id = best.article_id
        JOIN claims_publisher p ON p.id = a.publisher_id
    WHERE best.rank <= %(limit)s
    ORDER BY best.score DESC, best.id
"""
FETCHED = Joined(
    {"s.revision": "r", "r.article": "a", "a.publisher": "p"},
    s=(Passage, ["id", "revision_id", "number", "start", "end", "kind", "text"]),
    r=(ArticleRevision, ["id", "article_id", "number"]),
    a=(Article, ["id", "publisher_id", "title", "byline", "url", "published_on", "language"]),
    p=(Publisher, ["id", "name", "kind", "website"]),
)
CONFIG = "CASE a.language {} ELSE 'simple' END::regconfig".format(
    " ".join(f"WHEN '{code}' THEN '{config}'" for code, config in CONFIGS.items())
)
# Plain floats, here and above: exact numbers take a fifth longer to add up.
# A connection plans a statement eight times before it keeps the plan, and each number of terms is a
# statement of its own; so there are few numbers, and terms that weigh nothing.
TERMS_AT_ONCE = 6
NOTHING = "' '"  # a word that no passage has
NO_TERM = (NOTHING, 0.0)
LOOKED_UP_AT_ONCE = 8
LOOKED_UP = " OR ".join(f"search @@ %(lookup{number})s::tsquery" for number in range(LOOKED_UP_AT_ONCE))
TERM = "CASE WHEN search @@ %(term{0})s::tsquery THEN %(weight{0})s::float8 ELSE 0::float8 END"


@dataclass(frozen=True)
class Asked:
    """What vector the passages have to lie near: the one stored for the claim, or a typed query's."""

    sql: str
    values: dict[str, Any]


@dataclass
class Ranked:
    """The best passages, those that were refused, and what the vectors gave.

    ``is_embedded`` says whether the claim's vector was there, ``near`` how many passages had one,
    ``has_more`` whether more passages were found than asked for.
    """

    items: list[Candidate]
    refused: list[Candidate]
    is_embedded: bool
    near: int
    has_more: bool = False


def rank_passages(
    terms: list[Term], *, claim: Claim, asked: Asked | None, limit: int, per_source: int
) -> Ranked:
    """Return the best passages of other articles, with their articles, publishers and neighbours.

    The claim's own article and its copies are left out. Articles that carry one story are one source, and
    a sentence that several of them hold stands there once.
    """
    own = claim.lifted_from
    weighed = [(term.query, term.weight) for term in terms]
    weighed += [NO_TERM] * (-len(weighed) % TERMS_AT_ONCE)
    sql = RANKED.format(
        looked_up=LOOKED_UP,
        score=" + ".join(TERM.format(number) for number in range(len(weighed))),
        usual=USUAL_LENGTH,
        near=NEAR.format(asked=asked.sql, nearest=NEAREST, least=LEAST_LIKENESS) if asked else NO_VECTORS,
        asked_for="EXISTS (SELECT FROM asked), (SELECT count(*) FROM nearest)" if asked else "false, 0",
        fusion=FUSION,
        columns=FETCHED.columns,
        config=CONFIG,
    )
    values: dict[str, Any] = {
        "claim": claim.pk,
        "own": own and own.pk,
        "own_story": own and own.story_id,
        "rows": ROWS_LOOKED_AT,
        "per_source": per_source,
        "limit": limit,
        "words": " | ".join(term.query for term in terms),
        "marking": MARKING,
        **(asked.values if asked else {}),
    }
    for number, (query, weight) in enumerate(weighed):
        values |= {f"term{number}": query, f"weight{number}": weight}
    for number, query in enumerate(_lookups(terms)):
        values[f"lookup{number}"] = query
    rows: list[tuple] = []
    with connection.cursor() as cursor:
        for best in (BEST, ROWS_LOOKED_AT):
            cursor.execute(sql, {**values, "best": best})
            rows = cursor.fetchall()
            scored = rows[0][0] if rows else best
            if sum(not row[3] for row in rows) >= limit or scored < best:
                break
    return _ranked(rows, limit=limit)


def _lookups(terms: list[Term]) -> list[str]:
    """Return what the index is asked for, always as many queries: more become one, fewer find nothing."""
    queries = index_queries(terms)
    first, rest = queries[: LOOKED_UP_AT_ONCE - 1], queries[LOOKED_UP_AT_ONCE - 1 :]
    last = [" | ".join(rest)] if rest else []
    return first + last + [NOTHING] * (LOOKED_UP_AT_ONCE - len(first) - len(last))


def _ranked(rows: list[tuple], *, limit: int) -> Ranked:
    is_embedded, near = rows[0][1:3] if rows else (False, 0)
    made_by = BY_BOTH if near else BY_WORDS
    ranked = Ranked(items=[], refused=[], is_embedded=is_embedded, near=near)
    for row in rows:
        candidate = _candidate(row[5:])
        candidate.made_by = made_by
        (ranked.refused if row[3] else ranked.items).append(candidate)
    ranked.has_more = any(found > limit for is_refused, found in (row[3:5] for row in rows) if not is_refused)
    for rank, candidate in enumerate(ranked.items, start=1):
        candidate.rank, candidate.shown = rank, len(ranked.items)
    return ranked


def _candidate(row: tuple) -> Candidate:
    score, *fetched, before, after, marked = row
    passage = FETCHED.read(fetched)["s"]
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
