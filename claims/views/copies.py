"""Copies of articles: the pairs that a person is asked about, two texts side by side, and taking one out."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F
from django.db.models.functions import Substr
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.domain.copies import decide, decide_two, part, undo
from claims.domain.copies.reading import find_decision, find_pair, said_by_both, shares_of
from claims.domain.refusals import Refused
from claims.models import ArticleRevision, CopyPair
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.reading import find_article, whole_number
from claims.views.revisions import compare_texts

COUNTED = 100
BEGINNING = 320  # characters of each text


@desk_page
@require_safe
def article_copies(request: DeskRequest) -> HttpResponse:
    """One pair of articles after another: are they the same story?"""
    pairs = (
        CopyPair.objects.asked()
        .select_related("first__publisher", "second__publisher")
        .annotate(
            first_words=Substr("first__current_revision__text", 1, BEGINNING),
            second_words=Substr("second__current_revision__text", 1, BEGINNING),
            first_story=F("first__story"),
            second_story=F("second__story"),
        )
        .order_by("-pk")
    )
    after = whole_number(request.GET.get("after"))
    pair = (pairs.filter(pk__lt=after).first() if after else None) or pairs.first()
    waiting = CopyPair.objects.asked()[: COUNTED + 1].count()
    context: dict[str, Any] = {"pair": pair, "waiting": waiting, "counted": COUNTED}
    context["undone"] = find_decision(by=request.user, number=whole_number(request.GET.get("decided")))
    if pair is not None:
        context["shares"] = shares_of(pair, seen_from=pair.first_id)
        context["said_by_both"] = said_by_both(pair)
        context["are_together"] = pair.first_story is not None and pair.first_story == pair.second_story
    return render(request, "articles/copies.html", context)


@desk_page
@require_POST
def copy_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Answer the question about a pair, and go on to the next."""
    pair = get_object_or_404(CopyPair, pk=pk)
    same = _same(request)
    if same is None:
        messages.error(request, "Say whether they are the same story. Nothing was saved.")
        return redirect("article-copies")
    try:
        decide(by=request.user, pair=pair, same=same, rank=1, shown=whole_number(request.POST.get("shown")))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("article-copies")
    query = urlencode({"after": pair.pk, "decided": pair.pk})
    return redirect(f"{reverse('article-copies')}?{query}")


def _same(request: DeskRequest) -> bool | None:
    return {"yes": True, "no": False}.get(request.POST.get("same", ""))


@desk_page
@require_POST
def copy_undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a decision back, and show the pair or the article that it was about."""
    pair = get_object_or_404(CopyPair, pk=pk)
    try:
        undo(by=request.user, pair=pair)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Taken back: all is as it was.")
    article = whole_number(request.POST.get("article"))
    if article in (pair.first_id, pair.second_id):
        return redirect("article-detail", article)
    return redirect(f"{reverse('article-copies')}?{urlencode({'after': pair.pk + 1})}")


@desk_page
@require_POST
def article_part(request: DeskRequest, pk: int) -> HttpResponse:
    """Take an article out of its story; its page offers to undo that."""
    pair = part(by=request.user, article=find_article(pk))
    query = f"?{urlencode({'decided': pair.pk})}" if pair else ""
    return redirect(reverse("article-detail", args=[pk]) + query)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def article_compare(request: DeskRequest, pk: int, other: int) -> HttpResponse:
    """Two articles' current texts and what is different between them."""
    if pk == other:
        raise Http404
    article, copy = find_article(pk), find_article(other)
    if request.method == "POST":
        same = _same(request)
        try:
            if same is not None:
                decide_two(by=request.user, one=article, other=copy, same=same)
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("article-compare", pk, other)
    revisions = [one.current_revision_id or 0 for one in (article, copy)]
    texts = dict(ArticleRevision.objects.filter(pk__in=revisions).values_list("pk", "text"))
    pair = find_pair(article, copy)
    context: dict[str, Any] = {
        "article": article,
        "copy": copy,
        "pair": pair,
        "shares": shares_of(pair, seen_from=article.pk) if pair else None,
        "are_together": article.story_id is not None and article.story_id == copy.story_id,
    } | compare_texts(texts.get(revisions[0], ""), texts.get(revisions[1], ""))
    return render(request, "articles/compare.html", context)
