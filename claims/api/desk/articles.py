"""Articles: found, read, brought in, and given a newer text."""

from typing import Annotated, Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field, StringConstraints, model_validator

from claims.api.desk import shapes, shown
from claims.api.desk.conditions import etag_of, require_match
from claims.api.desk.door import ApiRequest, Reply, endpoint
from claims.api.desk.paging import Page, PageQuery, read_page
from claims.api.desk.parsing import Day, Name, Taken
from claims.api.desk.problems import Problem
from claims.domain import finding
from claims.domain.ingest import Draft, Outcome, Stored, add_revision, store_article
from claims.domain.ingest.reading import read, read_text
from claims.forms.articles import ArticleFilter
from claims.models import Article, ArticleRevision
from claims.vocabulary import Scope

router = Router(tags=["articles"])
# An article's text in JSON, where a letter may take six bytes.
MOST_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
DAY = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"


class ArticleQuery(PageQuery):
    q: str = Field(
        "", max_length=256, description="Words, phrases in quotes, -excluded ones. 200 hits at most."
    )
    publisher: int | None = Field(None, ge=1, le=2**63 - 1)
    since: str = Field("", pattern=DAY, description="First day, as 2022-09-14.")
    until: str = Field("", pattern=DAY, description="Last day, as 2022-09-14.")
    language: str = Field("", pattern=r"^([a-z]{2,3})?$")
    open: bool = Field(False, description="Only those with claims that wait for a verdict.")
    story: int | None = Field(None, ge=1, le=2**63 - 1)
    suggested: bool = Field(False, description="Only those with sentences worth checking.")


class ArticleIn(Taken):
    """An article: its ``text``, or a page's ``html``, of which the text is taken. What isn't given is read there."""

    text: str | None = None
    html: str | None = None
    title: Annotated[str, StringConstraints(max_length=500)] = ""
    publisher: Name = ""
    byline: Annotated[str, StringConstraints(max_length=300)] = ""
    url: Annotated[str, StringConstraints(max_length=2048)] = ""
    published_on: Day | None = None
    language: Annotated[str, StringConstraints(max_length=20)] = ""

    @model_validator(mode="after")
    def _one_of_them(self) -> "ArticleIn":
        if (self.text is None) == (self.html is None):
            raise ValueError("Send either text or html.")
        return self


class RevisionIn(Taken):
    """The text as it stands now; the title, if it changed."""

    text: str
    title: Annotated[str, StringConstraints(max_length=500)] = ""


def find_article(pk: int) -> Article:
    found = shown.articles().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def say_notices(notices: list[str]) -> None:
    """Raise Problem for filters that a page would leave out with a line about it."""
    if notices:
        detail = " ".join(notices).replace(" and was left out", "")
        raise Problem(422, detail, errors=[{"parameter": "", "detail": notice} for notice in notices])


@endpoint(
    router,
    "GET",
    "/articles",
    scope=Scope.READ,
    answers=Page[shapes.ArticleOut],
    summary="List or find articles",
)
def list_articles(request: ApiRequest, query: Query[ArticleQuery]) -> Reply:
    """The newest first. Retracted ones are left out."""
    given = query.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    chosen = ArticleFilter(given)
    say_notices(chosen.notices)
    rows = chosen.apply(Article.objects.standing())
    if chosen.words is not None:
        rows = rows.filter(pk__in=finding.find_articles(words=chosen.words, among=rows).article_ids)
    found, cursor = read_page(shown.articles().filter(pk__in=rows.values("pk")), request, query)
    page = Page[shapes.ArticleOut](items=[shown.article(row) for row in found], next_cursor=cursor)
    return Reply(page)


@endpoint(
    router,
    "GET",
    "/articles/{int:pk}",
    scope=Scope.READ,
    answers=shapes.ArticleOut,
    summary="Read an article",
)
def get_article(request: ApiRequest, pk: int) -> Reply:
    """What is known of an article; its text is in its revisions."""
    return Reply(shown.article(find_article(pk)))


@endpoint(
    router,
    "GET",
    "/articles/{int:pk}/revisions",
    scope=Scope.READ,
    answers=Page[shapes.RevisionBrief],
    summary="List an article's revisions",
)
def list_revisions(request: ApiRequest, pk: int, query: Query[PageQuery]) -> Reply:
    """The latest first, without their texts."""
    article = find_article(pk)
    rows = ArticleRevision.objects.filter(article=article).defer("text")
    found, cursor = read_page(rows, request, query, key="number")
    page = Page[shapes.RevisionBrief](items=[shown.revision_brief(row) for row in found], next_cursor=cursor)
    return Reply(page)


@endpoint(
    router,
    "GET",
    "/articles/{int:pk}/revisions/{int:number}",
    scope=Scope.READ,
    answers=shapes.RevisionOut,
    summary="Read a revision's text",
)
def get_revision(request: ApiRequest, pk: int, number: int) -> Reply:
    """The text as the desk keeps it: NFC, LF line ends; offsets into it count code points."""
    rows = ArticleRevision.objects.select_related("article").filter(article=pk, number=number)
    found = rows.first()
    if found is None:
        raise Http404
    return Reply(shown.revision(found))


def _reply(stored: Stored) -> Reply:
    article = shown.article(find_article(stored.article.pk))
    body = shapes.StoredOut(
        outcome=stored.outcome.value.replace(" ", "_"),
        message=stored.message,
        article=article,
        revision=shown.revision_brief(stored.revision),
    )
    return Reply(
        body,
        status=200 if stored.outcome == Outcome.ALREADY_HERE else 201,
        location=reverse("desk-api:get_article", args=[article.id]),
        headers={"ETag": etag_of(article.model_dump_json())},
    )


@endpoint(
    router,
    "POST",
    "/articles",
    scope=Scope.WRITE,
    answers=shapes.StoredOut,
    status=201,
    also=(200,),
    most_bytes=MOST_BYTES,
    summary="Bring in an article",
)
def create_article(request: ApiRequest, body: ArticleIn) -> Reply:
    """The same words from the same publisher are one article: then ``outcome`` is ``already_here``, with 200.

    Other words at the address of a stored article are its next revision (``revised``).
    """
    about: dict[str, Any] = body.model_dump(exclude={"text", "html"})
    if body.html is not None:
        draft = read(body.html.encode(), media_type="text/html; charset=utf-8", **about)
    else:
        draft = read_text(body.text or "", **about)
    return _reply(store_article(by=request.person, draft=draft))


@endpoint(
    router,
    "POST",
    "/articles/{int:pk}/revisions",
    scope=Scope.WRITE,
    answers=shapes.StoredOut,
    status=201,
    also=(200,),
    conditional=True,
    most_bytes=MOST_BYTES,
    summary="Add a newer text of an article",
)
def create_revision(request: ApiRequest, pk: int, body: RevisionIn) -> Reply:
    """If-Match holds the ETag of the article. Claims move along where their words are found again."""
    locked = Article.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if locked is None:
        raise Http404
    require_match(request, shown.article(find_article(pk)))
    draft = Draft(text=body.text, title=body.title)
    return _reply(add_revision(by=request.person, article=locked, draft=draft))
