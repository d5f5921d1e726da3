"""Find articles by their words: which ones, in what order, and the passages that show why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank
from django.db import DataError, InternalError, OperationalError, connection, transaction
from django.db.models import F, Max, Q, QuerySet

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
    """The hits in order, best first: article ids. ``cut`` says that there are more than were ranked."""

    article_ids: list[int]
    cut: bool


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
    query = _query(words.wanted)
    in_order = among.order_by("-sort_on", "-id").values_list("current_revision_id", "id")
    newest: list[tuple[int, int]] = []
    if words.several and not words.excludes:
        first = list(in_order[:ASKED_FIRST])
        asked = SearchChunk.objects.filter(revision__in=[revision for revision, _ in first], search=query)
        holding = set(asked.values_list("revision", flat=True))
        newest = [hit for hit in first if hit[0] in holding]
    if len(newest) <= RANKED_HITS:
        hits = in_order.filter(
            current_revision__in=SearchChunk.objects.filter(search=query).values("revision")
        )
        if words.excludes:
            # Each language excludes by its own stems; the index alone would take what any of them lets pass.
            hits = hits.filter(_in_own_language(words.wanted))
        newest = list(hits[: RANKED_HITS + 1])
    cut = len(newest) > RANKED_HITS
    newest = newest[:RANKED_HITS]
    ranks = dict(
        SearchChunk.objects.filter(
            revision__in=[revision for revision, _ in newest], number__lt=CHUNKS_RANKED
        )
        .values("revision")
        .annotate(rank=Max(SearchRank(F("search"), query)))
        .values_list("revision", "rank")
    )
    # A stable sort: of equal ranks the newer article stays first.
    best = sorted(newest, key=lambda hit: -ranks.get(hit[0], 0.0))
    return Found(article_ids=[article for _, article in best], cut=cut)


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
