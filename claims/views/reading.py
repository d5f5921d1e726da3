"""The page of one article: its text with the claims over it, and what is known of it."""

import re
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from claims.domain import access
from claims.domain.copies.reading import asked_of, copies_of, find_decision
from claims.domain.parts import Part, read_part
from claims.forms.articles import language_name
from claims.models import Appearance, Article, ArticleRevision, Claim
from claims.views.article_text import Block, ClaimMark, lay_out
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.suggestions import find_proposed
from claims.vocabulary import PassageKind

LARGEST_NUMBER = 2**31 - 1
MOST_CLAIMS = 500
# A headline is looked for so far down.
HEADLINE_WITHIN = 4
MARKUP = re.compile(r"^#{1,6}\s+")


def whole_number(value: str | None) -> int | None:
    """Return a whole number from 0 that the database can hold, or None for anything else."""
    if not value or not value.isascii() or not value.isdigit() or len(value) > 10:
        return None
    number = int(value)
    return number if number <= LARGEST_NUMBER else None


def find_article(pk: int) -> Article:
    """Return an article with its publisher and counts of revisions, or raise 404."""
    articles = Article.objects.select_related("publisher", "added_by", "retracted_by").annotate(
        last_number=Max("revisions__number")
    )
    return get_object_or_404(articles, pk=pk)


def find_revision(article: Article, number: int | None) -> ArticleRevision:
    """Return the current revision without its text, or that of a number; raise 404 when there is none."""
    revisions = (
        ArticleRevision.objects.select_related("capture", "created_by", "sentence_scores")
        .defer("text", "capture__content", "sentence_scores__scores")
        .filter(article=article)
    )
    chosen = {"pk": article.current_revision_id} if number is None else {"number": number}
    revision = revisions.filter(**chosen).first()
    if revision is None:
        raise Http404
    revision.article = article
    return revision


@desk_page
@require_GET
def article_detail(request: DeskRequest, pk: int) -> HttpResponse:
    article = find_article(pk)
    revision = find_revision(article, whole_number(request.GET.get("revision")))
    at = whole_number(request.GET.get("at"))
    part = read_part(revision=revision, number=whole_number(request.GET.get("part")) or 1, at=at)
    appearances = list(
        Appearance.objects.standing()
        .filter(revision=revision, claim__retracted_at=None)
        .select_related("claim__claimant")
        .order_by("start", "-end", "pk")[:MOST_CLAIMS]
    )
    placing = _claim_to_place(article, request.GET.get("place"))
    is_current = revision.pk == article.current_revision_id
    can_lift = is_current and not article.is_retracted
    proposed = find_proposed(revision=revision, by=request.user) if can_lift and placing is None else None
    blocks = lay_out(part=part, appearances=appearances, suggestions=proposed.by_place if proposed else {})
    context: dict[str, Any] = {
        "article": article,
        "revision": revision,
        "is_current": is_current,
        "may_retract": access.can_retract_article(request.user),
        "can_lift": can_lift,
        "proposed": proposed,
        "language": language_name(article.language),
        "part": part,
        "at": -1 if at is None else at,
        "headline": _take_headline(blocks, article, part),
        "blocks": blocks,
        "placing": placing,
        "marks": _list_claims(appearances, revision, is_current),
        "lost": Claim.objects.lost_their_place(article).count() if is_current and revision.number > 1 else 0,
    }
    context["copies"], context["copies_in_all"] = copies_of(article)
    context["asked"] = asked_of(article)
    context["undone"] = find_decision(by=request.user, number=whole_number(request.GET.get("decided")))
    return render(request, "articles/detail.html", context)


def _list_claims(
    appearances: list[Appearance], revision: ArticleRevision, is_current: bool
) -> list[ClaimMark]:
    """Return each claim once, in the order of the text, with a link to where it stands first."""
    marks: dict[int, ClaimMark] = {}
    for one in appearances:
        query = {"at": one.start} if is_current else {"revision": revision.number, "at": one.start}
        place = f"?{urlencode(query)}#claim-{one.claim_id}"
        marks.setdefault(one.claim_id, ClaimMark(one.claim, place))
    return list(marks.values())


def _claim_to_place(article: Article, value: str | None) -> Claim | None:
    number = whole_number(value)
    if number is None:
        return None
    return Claim.objects.lost_their_place(article).filter(pk=number).first()


def _take_headline(blocks: list[Block], article: Article, part: Part) -> Block | None:
    """Return the block that holds the title, taken out of ``blocks``, so that it isn't read twice."""
    if part.number > 1:
        return None
    title = " ".join(article.title.split()).casefold()
    for block in blocks[:HEADLINE_WITHIN]:
        if block.kind != PassageKind.HEADING or len(block.lines) != 1 or len(block.lines[0]) != 1:
            continue
        words = MARKUP.sub("", block.lines[0][0].words)
        if " ".join(words.split()).casefold() == title:
            blocks.remove(block)
            return block
    return None


@desk_page
@require_GET
def article_original(request: DeskRequest, pk: int) -> HttpResponse:
    """Hand out the bytes that a revision was read from, as they came in; its text where none were kept."""
    article = find_article(pk)
    revision = find_revision(article, whole_number(request.GET.get("revision")))
    capture = revision.capture
    if capture is None:
        content, is_text = revision.text.encode(), True
    else:
        content = bytes(capture.content)
        is_text = capture.media_type.startswith("text/plain")
    response = HttpResponse(
        content, content_type="text/plain; charset=utf-8" if is_text else "application/octet-stream"
    )
    name = (capture.filename if capture else "") or f"article-{article.pk}-revision-{revision.number}.txt"
    response.headers["Content-Disposition"] = content_disposition_header(True, _safe_name(name))
    # Whatever the bytes are, no browser runs them in the desk's name.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _safe_name(name: str) -> str:
    return re.sub(r'[\x00-\x1f\x7f/\\"]', "_", name)[-150:]
