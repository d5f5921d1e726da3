"""What an article said before: its revisions, what changed between two, and claims that lost their place."""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from claims.domain import access
from claims.domain.differences import compare
from claims.domain.ingest import Draft, Outcome, add_revision
from claims.domain.refusals import Refused
from claims.domain.text import split_passages
from claims.forms.articles import RevisionForm
from claims.models import Appearance, Article, ArticleRevision, Claim
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.reading import find_article, whole_number

MOST_REVISIONS = 200
MOST_LOST = 200
# So much of each text is compared, in code points.
COMPARED = 500_000


@desk_page
@require_http_methods(["GET", "POST"])
def article_revisions(request: DeskRequest, pk: int) -> HttpResponse:
    article = find_article(pk)
    form = RevisionForm()
    if request.method == "POST":
        form = RevisionForm(request.POST)
        if _add(request, article, form):
            return HttpResponseRedirect(reverse("article-revisions", args=[article.pk]))
    revisions = list(
        ArticleRevision.objects.filter(article=article)
        .select_related("created_by")
        .defer("text")
        .order_by("-number")[:MOST_REVISIONS]
    )
    context: dict[str, Any] = {
        "article": article,
        "revisions": revisions,
        "form": form,
        "lost": _lost(article) if len(revisions) > 1 else [],
    } | _comparison(request, article, revisions)
    return render(request, "articles/revisions.html", context, status=422 if form.errors else 200)


def _add(request: DeskRequest, article: Article, form: RevisionForm) -> bool:
    """Store the newer text, or put into the form why not."""
    access.require(access.can_add_article, request.user)
    if not form.is_valid():
        return False
    draft = Draft(text=form.cleaned_data["text"], title=form.cleaned_data["title"])
    try:
        stored = add_revision(by=request.user, article=article, draft=draft)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    if stored.outcome == Outcome.REVISED:
        messages.success(request, stored.message)
    else:
        messages.info(request, stored.message)
    return True


def _lost(article: Article) -> list[Claim]:
    """The claims that wait to be placed, with the words in which they stood last."""
    last = (
        Appearance.objects.standing()
        .filter(claim=OuterRef("pk"), revision__article=article)
        .order_by("-revision__number", "pk")
    )
    return list(
        Claim.objects.lost_their_place(article)
        .annotate(
            last_words=Subquery(last.values("exact")[:1]),
            last_number=Subquery(last.values("revision__number")[:1]),
        )
        .order_by("pk")[:MOST_LOST]
    )


def _comparison(request: DeskRequest, article: Article, revisions: list[ArticleRevision]) -> dict[str, Any]:
    """Compare the two revisions asked for, or the last two."""
    by_number = {revision.number: revision for revision in revisions}
    newer = by_number.get(whole_number(request.GET.get("to")) or -1) or revisions[0]
    older = by_number.get(whole_number(request.GET.get("from")) or -1) or by_number.get(newer.number - 1)
    if older is None or older == newer:
        return {}
    if older.number > newer.number:
        older, newer = newer, older
    texts = dict(ArticleRevision.objects.filter(pk__in=[older.pk, newer.pk]).values_list("pk", "text"))
    return {"older": older, "newer": newer} | compare_texts(texts[older.pk], texts[newer.pk])


def compare_texts(older: str, newer: str) -> dict[str, Any]:
    """Return what ``components/changes.html`` shows of the way from one text to another."""
    is_cut = len(older) > COMPARED or len(newer) > COMPARED
    changes = compare(_passages(older[:COMPARED]), _passages(newer[:COMPARED]))
    return {"changes": changes, "is_cut": is_cut}


def _passages(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_passages(text)]
