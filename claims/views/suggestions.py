"""What is worth checking in an article: shown beside its text, dismissed and put back."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from claims.domain import suggesting
from claims.domain.refusals import Refused
from claims.models import Article, ArticleRevision, SentenceScores, Suggestion, User
from claims.views.desk_access import DeskRequest, desk_page
from claims.vocabulary import SuggestionState


@dataclass
class Proposed:
    """The suggestions of a revision as the page shows them.

    ``open`` stand best first, ``dismissed`` the last one first; ``undo`` is the last that this person dismissed.
    ``why_off`` says why nothing is suggested.
    """

    is_read: bool
    open: list[Suggestion] = field(default_factory=list)
    dismissed: list[Suggestion] = field(default_factory=list)
    undo: Suggestion | None = None
    lifted: int = 0
    by_figures: bool = False
    why_off: str = ""

    @property
    def by_place(self) -> dict[tuple[int, int], Suggestion]:
        """Those that the page may underline, by start and end."""
        return {(one.start, one.end): one for one in [*self.open, *self.dismissed]}


def find_proposed(*, revision: ArticleRevision, by: User) -> Proposed:
    """Return what is proposed in a revision that was fetched with its ``sentence_scores``. One query."""
    scores: SentenceScores | None = getattr(revision, "sentence_scores", None)
    proposed = Proposed(is_read=scores is not None)
    if scores is None:
        proposed.why_off = suggesting.why_not()
    else:
        proposed.by_figures = scores.model.endswith("/figures")
    latest_first = F("decided_at").desc(nulls_first=True)
    for one in Suggestion.objects.filter(revision=revision.pk).order_by(latest_first, "rank"):
        if one.state == SuggestionState.OPEN:
            proposed.open.append(one)
        elif one.state == SuggestionState.DISMISSED:
            proposed.dismissed.append(one)
            if proposed.undo is None and one.decided_by_id == by.pk:
                proposed.undo = one
        else:
            proposed.lifted += 1
    return proposed


def _find(pk: int) -> Suggestion:
    rows = Suggestion.objects.select_related("revision__article", "revision__sentence_scores")
    return get_object_or_404(
        rows.defer("revision__text", "revision__sentence_scores__scores"),
        pk=pk,
        revision__article__retracted_at=None,
    )


@desk_page
@require_POST
def suggestion_dismiss(request: DeskRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, suggesting.dismiss, "Dismissed.")


@desk_page
@require_POST
def suggestion_restore(request: DeskRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, suggesting.restore, "Put back.")


def _decide(request: DeskRequest, pk: int, decide: Callable[..., Suggestion], done: str) -> HttpResponse:
    suggestion = _find(pk)
    try:
        decide(by=request.user, suggestion=suggestion)
    except Refused as refusal:
        return _answer(request, suggestion, problem=refusal.message)
    return _answer(request, suggestion, done=done)


def _answer(
    request: DeskRequest, suggestion: Suggestion, *, done: str = "", problem: str = ""
) -> HttpResponse:
    article: Article = suggestion.revision.article
    if request.htmx and request.htmx.target == "suggestions":
        context = {
            "article": article,
            "proposed": find_proposed(revision=suggestion.revision, by=request.user),
            "lift_url": reverse("claim-lift", args=[article.pk]),
            "said": problem or done,
        }
        return render(request, "articles/_suggestions.html", context, status=409 if problem else 200)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, done)
    return redirect(f"{reverse('article-detail', args=[article.pk])}?at={suggestion.start}#at")
