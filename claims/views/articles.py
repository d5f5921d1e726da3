"""The articles of the desk: found, and read."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from claims.domain import finding
from claims.domain.refusals import Refused
from claims.forms.articles import ArticleFilter, language_name
from claims.models import Article, Claim, CopyPair, Suggestion
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.jobs import under_way
from claims.views.paging import page_of
from claims.vocabulary import Stage

PAGE_SIZE = 20
COPIES_SHOWN = 5
ASKED_COUNTED = 100


@dataclass
class Row:
    """An article of the list, with what the page says of it."""

    article: Article
    language: str
    claims: int = 0
    open_claims: int = 0
    suggestions: int = 0
    snippets: list[list[finding.Piece]] = field(default_factory=list)
    copies: list[Article] = field(default_factory=list)
    copies_in_all: int = 0


@desk_page
@require_GET
def article_list(request: DeskRequest) -> HttpResponse:
    form = ArticleFilter(request.GET)
    articles = form.apply(Article.objects.standing())
    context: dict[str, Any] = {
        "form": form,
        "words": form.words,
        "asked": CopyPair.objects.asked()[: ASKED_COUNTED + 1].count(),
        "asked_counted": ASKED_COUNTED,
    }
    if form.words is None:
        if form.folds:
            articles = articles.one_of_each_story()
        page = page_of(_shown(articles), request.GET, keys=("sort_on", "id"), size=PAGE_SIZE)
        context |= {"rows": _rows(page.rows, None), "older": page.older and f"?{page.older}"}
        context["newer"] = page.newer and f"?{page.newer}"
    else:
        context |= _search(form, articles, request.GET)
    template = "articles/list.html"
    if request.htmx and request.htmx.target == "results":
        template += "#results"
    else:
        context["under_way"] = under_way()
    return render(request, template, context)


def _shown(articles: QuerySet[Article]) -> QuerySet[Article]:
    return articles.select_related("publisher")


def _search(form: ArticleFilter, articles: QuerySet[Article], query: QueryDict) -> dict[str, Any]:
    assert form.words is not None
    try:
        found = finding.find_articles(words=form.words, among=articles)
    except Refused as refusal:
        form.notices.append(refusal.message)
        return {"rows": []}
    ids = _fold(found) if form.folds else found.article_ids
    after = query.get("after", "")
    start = ids.index(int(after)) + 1 if after.isdecimal() and len(after) < 20 and int(after) in ids else 0
    shown = ids[start : start + PAGE_SIZE]
    by_id = _shown(Article.objects.all()).in_bulk(shown)
    earlier = max(0, start - PAGE_SIZE)
    return {
        "rows": _rows([by_id[pk] for pk in shown if pk in by_id], form.words),
        "older": _linked(query, str(shown[-1])) if start + PAGE_SIZE < len(ids) else "",
        "newer": _linked(query, str(ids[earlier - 1]) if earlier else "") if start else "",
        "cut_at": finding.RANKED_HITS if found.cut else None,
    }


def _fold(found: finding.Found) -> list[int]:
    """Keep of each story the article that was found first."""
    seen: set[int] = set()
    kept = []
    for pk in found.article_ids:
        story = found.stories[pk]
        if story is None or story not in seen:
            kept.append(pk)
        if story is not None:
            seen.add(story)
    return kept


def _linked(query: QueryDict, after: str) -> str:
    kept = [(name, value) for name, value in query.items() if name not in ("after", "before")]
    return "?" + urlencode([*kept, ("after", after)] if after else kept)


def _rows(articles: list[Article], words: finding.Words | None) -> list[Row]:
    rows = {article.pk: Row(article, language_name(article.language)) for article in articles}
    counted = (
        Claim.objects.standing()
        .filter(lifted_from__in=rows)
        .values_list("lifted_from")
        .annotate(claims=Count("pk"), waiting=Count("pk", filter=Q(stage=Stage.OPEN)))
    )
    for article_id, claims, open_claims in counted:
        rows[article_id].claims, rows[article_id].open_claims = claims, open_claims
    suggested = (
        Suggestion.objects.open()
        .filter(revision__in=[article.current_revision_id for article in articles])
        .values_list("revision__article")
        .annotate(Count("pk"))
    )
    for article_id, count in suggested:
        rows[article_id].suggestions = count
    _add_copies(rows)
    if words is not None:
        for article_id, snippets in finding.find_snippets(words=words, articles=articles).items():
            rows[article_id].snippets = snippets
    return list(rows.values())


def _add_copies(rows: dict[int, Row]) -> None:
    """Give each row the first few other articles of its story, and how many there are; at most one query."""
    by_story = {row.article.story_id: row for row in rows.values() if row.article.story_id is not None}
    if not by_story:
        return
    copies = (
        Article.objects.standing()
        .filter(story__in=by_story)
        .exclude(pk__in=rows)
        .annotate(
            place=Window(RowNumber(), partition_by="story", order_by=["sort_on", "pk"]),
            in_all=Window(Count("pk"), partition_by="story"),
        )
        .filter(place__lte=COPIES_SHOWN)
        .select_related("publisher")
        .order_by("story", F("place"))
    )
    for copy in copies:
        row = by_story[copy.story_id]
        row.copies.append(copy)
        row.copies_in_all = copy.in_all
