"""Joining and splitting the passages of an article: the small page, and what the article's keys send."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from claims.domain import access
from claims.domain import passages as cutting
from claims.domain.refusals import Refused
from claims.forms.cutting import JOIN, SPLIT, CutForm
from claims.models import Article, ArticleRevision, Passage, PassageCut
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.lifting import back_to
from claims.views.reading import find_article, whole_number

WORD = re.compile(r"\S+")
CUTS_SHOWN = 50
UNREADABLE = "That place could not be read. Nothing was changed; choose the sentence again."


@dataclass(frozen=True)
class BreakPoint:
    """A word that a passage may be split before."""

    at: int
    word: str


@dataclass
class Shown:
    """The passage at hand, with the one behind it and the words it may be split before."""

    passage: Passage
    following: Passage | None
    words: list[BreakPoint]


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def article_passages(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the passage at a place with what can be done to it; POST does it."""
    access.require(access.can_cut_passages, request.user)
    article = find_article(pk)
    if request.method == "POST":
        return _cut(request, article)
    return _answer(request, article, at=whole_number(request.GET.get("at")) or 0)


def _cut(request: DeskRequest, article: Article) -> HttpResponse:
    form = CutForm(request.POST)
    if not form.is_valid():
        return _answer(
            request, article, at=whole_number(request.POST.get("at")) or 0, problem=UNREADABLE, status=422
        )
    given = form.cleaned_data
    revision = get_object_or_404(
        ArticleRevision.objects.select_related("article"), pk=given["revision"], article=article
    )
    try:
        if given["action"] == JOIN:
            cut = cutting.join_passages(by=request.user, revision=revision, at=given["at"])
        elif given["action"] == SPLIT:
            cut = cutting.split_passage(by=request.user, revision=revision, at=given["at"])
        else:
            cuts = PassageCut.objects.select_related("revision__article").filter(revision=revision)
            cut = cutting.undo(by=request.user, cut=get_object_or_404(cuts, pk=given["cut"] or 0))
    except Refused as refusal:
        return _answer(request, article, at=given["at"], problem=refusal.message, status=422)
    done = {"cut": cut, "article": article, "at": given["at"]}
    messages.success(request, render_to_string("articles/_cut.inline.html", done))
    address = f"{back_to(article, at=given['at'], cut=cut.pk)}#at"
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def _answer(
    request: DeskRequest, article: Article, *, at: int, problem: str = "", status: int = 200
) -> HttpResponse:
    if article.current_revision_id is None:
        raise Http404
    cuts = PassageCut.objects.standing().filter(revision=article.current_revision_id)
    context = {
        "article": article,
        "at": at,
        "shown": _shown(article.current_revision_id, at),
        "cuts": cuts.select_related("made_by").order_by("at")[:CUTS_SHOWN],
        "problem": problem,
        "back_url": f"{back_to(article, at=at)}#at",
    }
    template = "articles/passages.html"
    if request.htmx and request.htmx.target == "lift":
        template += "#cut"
    return render(request, template, context, status=status)


def _shown(revision_id: int, at: int) -> Shown | None:
    passages = Passage.objects.filter(revision=revision_id).defer("search")
    passage = (
        passages.filter(start__lte=at).order_by("-number").first() or passages.order_by("number").first()
    )
    if passage is None:
        return None
    following = passages.filter(number=passage.number + 1).first()
    words = [BreakPoint(passage.start + found.start(), found[0]) for found in WORD.finditer(passage.text)]
    return Shown(passage, following, words[1:])
