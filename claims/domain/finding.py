"""Find articles by their words: which ones, in what order, and the passages that show why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import DataError, InternalError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from claims.domain.ingest.indexing import CONFIGS, search_config
from claims.domain.refusals import Refused
from claims.models import Article, SearchChunk

LONGEST_QUERY = 256
MOST_TERMS = 32
# So many of the newest hits are put in order of rank; it bounds the time a common word takes.
RANKED_HITS = 200
# Words that go together are taken for rarer than they are, and then every text that holds them is looked
# into. So the newest articles are asked first: what is common has hits enough among them.
ASKED_FIRST = 450
# How far into a long text rank and snippets look.
CHUNKS_RANKED = 3
PASSAGES_SEARCHED = 2_000
PASSAGES_SHOWN = 2
# A passage up to so many characters is shown whole.
SHOWN_WHOLE = 320
TIME_LIMIT_MS = 5_000

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

# For this transaction only. The planner takes reading a document's words for cheap and would read all
# of them for a common word; the index knows without. And it plans for the words that are asked: one plan
# for any words made a common phrase three times as slow.
SETTINGS = """
    SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true),
        set_config('plan_cache_mode', 'force_custom_plan', true)
"""

# In every language that texts are indexed in.
ASKED_CONFIGS = ("simple", *CONFIGS.values())
QUERY = " || ".join(f"websearch_to_tsquery('{config}', %s)" for config in ASKED_CONFIGS)
# The articles that are given, which hold the words; and, below, those known to hold them. Each with its rank.
HOLDING = """
    WITH given (id, revision_id, story_id, sort_on) AS MATERIALIZED ({among}),
    asked AS (SELECT {query} AS query)
    SELECT given.id, given.story_id, given.sort_on, coalesce(held.rank, 0)
    FROM asked CROSS JOIN given CROSS JOIN LATERAL (
        SELECT max(ts_rank(chunk.search, asked.query)) FILTER (WHERE chunk.number < %s) AS rank
        -- They are read one by one; IS TRUE keeps off the index of everybody's texts.
        FROM claims_searchchunk chunk
        WHERE chunk.revision_id = given.revision_id AND (chunk.search @@ asked.query) IS TRUE
        HAVING count(*) > 0
    ) held
"""
RANKED = """
    WITH given (id, revision_id, story_id, sort_on) AS MATERIALIZED ({among}),
    asked AS (SELECT {query} AS query)
    SELECT given.id, given.story_id, given.sort_on,
        coalesce((
            SELECT max(ts_rank(chunk.search, asked.query)) FROM claims_searchchunk chunk
            WHERE chunk.revision_id = given.revision_id AND chunk.number < %s
        ), 0)
    FROM asked CROSS JOIN given
"""

HIT_START, HIT_END = "\x02", "\x03"
HEADLINE = f"StartSel={HIT_START}, StopSel={HIT_END}, HighlightAll=true"
CUT_HEADLINE = f"StartSel={HIT_START}, StopSel={HIT_END}, MaxWords=45, MinWords=25, ShortWord=0"
SNIPPETS = """
    WITH wanted AS MATERIALIZED (
        SELECT id, config::regconfig, websearch_to_tsquery(config::regconfig, %(words)s) AS query
        FROM unnest(%(revisions)s::bigint[], %(configs)s::text[]) AS given (id, config)
    ), matching AS (
        SELECT p.revision_id, p.number, p.text, wanted.config, wanted.query, row_number() OVER (
            PARTITION BY p.revision_id
            ORDER BY p.kind = 'text' DESC, ts_rank(p.search, wanted.query) DESC, p.number
        ) AS place
        FROM wanted JOIN claims_passage p ON p.revision_id = wanted.id AND p.number < %(reach)s
        -- A few revisions are read through; IS TRUE keeps off the index of everybody's passages.
        WHERE (p.search @@ wanted.query) IS TRUE
    )
    SELECT revision_id, length(text) > %(whole)s, ts_headline(
        config, translate(text, %(hits)s, ''), query,
        CASE WHEN length(text) > %(whole)s THEN %(cut_headline)s ELSE %(headline)s END
    )
    FROM matching WHERE place <= %(shown)s ORDER BY revision_id, number
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody looks for, fit for the database: ``wanted`` for websearch, ``shown`` to highlight."""

    wanted: str
    shown: str

    @property
    def several(self) -> bool:
        return " " in self.wanted

    @property
    def excludes(self) -> bool:
        return any(term.startswith("-") for term in self.wanted.split())


@dataclass(frozen=True, slots=True)
class Found:
    """The hits in order, best first: article ids. ``stories`` has the story of each, None without one.

    ``cut`` says that there are more than were ranked.
    """

    article_ids: list[int]
    stories: dict[int, int | None]
    cut: bool


class Hit(NamedTuple):
    """An article that holds the words."""

    article_id: int
    story_id: int | None
    sort_on: date
    rank: float


class Piece(NamedTuple):
    """A stretch of a snippet."""

    text: str
    is_hit: bool


def read_words(typed: str) -> Words:
    """Return what can be looked for in what somebody typed: words, "phrases", -excluded ones.

    At most 256 characters and 32 terms count; control characters and everything without a letter or
    digit (rows of dashes, table rules) are left out, since PostgreSQL may fail on them. Raises Refused
    when nothing is left.
    """
    wanted, shown = [], []
    for match in TERM.finditer(CONTROL.sub(" ", typed)[:LONGEST_QUERY]):
        words = WORD.findall(match["phrase"] or match["word"] or "")
        if not words:
            continue
        term = words[0] if len(words) == 1 and match["phrase"] is None else f'"{" ".join(words)}"'
        if match["phrase"] is None and term.lower() == "or":
            term = f'"{term}"'
        wanted.append(match["minus"] + term)
        if not match["minus"]:
            shown.append(term)
        if len(wanted) == MOST_TERMS:
            break
    if not shown:
        raise Refused("The search holds no word to look for. Type at least one word or number.", field="q")
    return Words(wanted=" ".join(wanted), shown=" or ".join(shown))


def find_articles(*, words: Words, among: QuerySet[Article]) -> Found:
    """Return the articles ``among`` which hold all of ``words`` in their current text or title.

    The newest 200 hits are put in order of rank, then newest first. Raises Refused when the database
    cannot answer. A few queries, however many articles there are.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(SETTINGS, [str(TIME_LIMIT_MS)])
            return _find(words, among)
    except (DataError, InternalError, OperationalError):
        raise Refused(
            "This search is too much for the database. Try fewer or other words.", field="q"
        ) from None


def _find(words: Words, among: QuerySet[Article]) -> Found:
    in_order = among.order_by("-sort_on", "-id").values_list(
        "id", "current_revision_id", "story_id", "sort_on"
    )
    hits: list[Hit] = []
    if words.several and not words.excludes:
        hits = _ranked(HOLDING, in_order[:ASKED_FIRST], words)
    if len(hits) <= RANKED_HITS:
        asked = SearchChunk.objects.filter(search=_query(words.wanted)).values("revision")
        holding = in_order.filter(current_revision__in=asked)
        if words.excludes:
            # Each language excludes by its own stems; the index alone would take what any of them lets pass.
            holding = holding.filter(_in_own_language(words.wanted))
        hits = _ranked(RANKED, holding[: RANKED_HITS + 1], words)
    newest = sorted(hits, key=lambda hit: (hit.sort_on, hit.article_id), reverse=True)
    # A stable sort: of equal ranks the newer article stays first.
    best = sorted(newest[:RANKED_HITS], key=lambda hit: -hit.rank)
    return Found(
        article_ids=[hit.article_id for hit in best],
        stories={hit.article_id: hit.story_id for hit in best},
        cut=len(hits) > RANKED_HITS,
    )


def _ranked(statement: str, among: QuerySet[Article, Any], words: Words) -> list[Hit]:
    try:
        rows, values = among.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(among=rows, query=QUERY),
            [*values, *[words.wanted] * len(ASKED_CONFIGS), CHUNKS_RANKED],
        )
        return [Hit(*row) for row in cursor.fetchall()]


def find_snippets(*, words: Words, articles: Sequence[Article]) -> dict[int, list[list[Piece]]]:
    """Return, by article id, the passages that hold most of the words, cut to what stands around them.

    One query; meant for the articles of one page, fetched with ``current_revision_id`` and language.
    """
    by_revision = {article.current_revision_id: article for article in articles}
    found: dict[int, list[list[Piece]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            SNIPPETS,
            {
                "headline": HEADLINE,
                "cut_headline": CUT_HEADLINE,
                "whole": SHOWN_WHOLE,
                "hits": HIT_START + HIT_END,
                "words": words.shown,
                "revisions": list(by_revision),
                "configs": [search_config(article.language) for article in articles],
                "reach": PASSAGES_SEARCHED,
                "shown": PASSAGES_SHOWN,
            },
        )
        for revision_id, is_cut, headline in cursor.fetchall():
            article = by_revision[revision_id]
            found.setdefault(article.pk, []).append(_pieces(f"… {headline} …" if is_cut else headline))
    return found


def _pieces(headline: str) -> list[Piece]:
    pieces = []
    for number, part in enumerate(re.split(f"[{HIT_START}{HIT_END}]", headline)):
        if part:
            pieces.append(Piece(text=part, is_hit=number % 2 == 1))
    return pieces


def _query(wanted: str) -> CombinedSearchQuery | SearchQuery:
    """Ask in every language that texts are indexed in."""
    simple = SearchQuery(wanted, config="simple", search_type="websearch")
    query: CombinedSearchQuery | SearchQuery = simple
    for config in CONFIGS.values():
        query |= SearchQuery(wanted, config=config, search_type="websearch")
    return query


def _in_own_language(wanted: str) -> Q:
    def holding(config: str) -> QuerySet:
        query = SearchQuery(wanted, config=config, search_type="websearch")
        return SearchChunk.objects.filter(search=query).values("revision")

    condition = Q(current_revision__in=holding("simple")) & ~Q(language__in=CONFIGS)
    for language, config in CONFIGS.items():
        condition |= Q(language=language, current_revision__in=holding(config))
    return condition
