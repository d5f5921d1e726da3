"""Lifting a claim from an article's text, beside the text or on a page of its own."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from claims.domain import access, anchoring, attribution, claim_links, claiming
from claims.domain.claim_matching import Matches
from claims.domain.refusals import Refused
from claims.forms.lifting import QUOTE_LIMIT, LiftForm, SpanForm
from claims.forms.matching import Proposed, read_all_proposed, read_proposed
from claims.models import Article, ArticleRevision, Claim
from claims.views.checked_before import not_seen_yet, shown
from claims.views.desk_access import DeskRequest, desk_page
from claims.views.reading import find_article, whole_number

LOST = (
    "These words could not be found at that place of the article. Nothing was saved;"
    " go back to the text and select them again."
)
MOVED = "The article has a newer text since you opened it. Your words stand in it too, here; check them and lift again."
GONE = (
    "The article has a newer text since you opened it, and these words are no longer in it. Nothing was saved;"
    " what you typed is kept below. Open the new text and select the words again."
)


@dataclass(frozen=True)
class Chosen:
    """The words of a current text that somebody chose, with some of what stands around them."""

    revision_id: int
    start: int
    end: int
    exact: str
    before: str
    behind: str
    text: str  # of the article around the words, from ``text_start`` on
    text_start: int


AROUND = 240


def read_chosen(article: Article, start: int | None, end: int | None) -> Chosen:
    """Return the words of the article's current text at a place, less white space at either end.

    Raises Refused where no words stand there, or too many.
    """
    if article.is_retracted:
        raise Refused("This article was retracted; restore it before you lift claims from it.")
    if start is None or end is None or not start < end:
        raise Refused("Choose the words first: select them in the article's text.")
    if end - start > QUOTE_LIMIT:
        raise Refused(
            f"Choose fewer words: {QUOTE_LIMIT:,} characters is the most. A claim is one statement."
        )
    first = max(0, start - attribution.READ_BEFORE)
    found = (
        ArticleRevision.objects.filter(pk=article.current_revision_id or 0)
        .values_list("pk", Substr("text", first + 1, end - first + attribution.READ_BEHIND), Length("text"))
        .first()
    )
    if found is None or end > found[2]:
        raise Refused(LOST)
    revision_id, around, _ = found
    exact = around[start - first : end - first]
    if not exact.strip():
        raise Refused(LOST)
    start += len(exact) - len(exact.lstrip())
    exact = exact.strip()
    end = start + len(exact)
    shown_from = max(0, start - AROUND)
    before, behind = around[shown_from - first : start - first], around[end - first : end - first + AROUND]
    if shown_from > 0:
        before = "… " + before.partition(" ")[2]
    if len(behind) >= AROUND:
        behind = behind.rpartition(" ")[0] + " …"
    return Chosen(revision_id, start, end, exact, before, behind, around, first)


def back_to(article: Article, *, at: int, **more: int) -> str:
    """Return the address of the article's page, opened at a place of its text."""
    return f"{reverse('article-detail', args=[article.pk])}?{urlencode({'at': at, **more})}"


@desk_page
@require_http_methods(["GET", "POST"])
def claim_lift(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(access.can_lift_claim, request.user)
    article = find_article(pk)
    if request.method == "POST":
        return _lift(request, article)
    try:
        chosen = read_chosen(
            article, whole_number(request.GET.get("start")), whole_number(request.GET.get("end"))
        )
    except Refused as refusal:
        return _answer(request, article, problem=refusal.message, status=422)
    proposed = attribution.propose_claimant(
        text=chosen.text,
        start=chosen.start - chosen.text_start,
        end=chosen.end - chosen.text_start,
        publisher=article.publisher.name,
    )
    form = LiftForm.for_span(
        article=article,
        revision_id=chosen.revision_id,
        start=chosen.start,
        end=chosen.end,
        exact=chosen.exact,
        suggestion_id=whole_number(request.GET.get("suggestion")),
        claimant=proposed.name if proposed else "",
    )
    return _answer(request, article, form=form, chosen=chosen, proposed=proposed)


def _lift(request: DeskRequest, article: Article) -> HttpResponse:
    form = LiftForm(request.POST)
    if not form.is_valid():
        problem = LOST if form.has_broken_span() else ""
        return _answer(request, article, form=form, problem=problem, status=422)
    given = form.cleaned_data
    if article.is_retracted:
        problem = "This article was retracted; restore it before you lift claims from it. Nothing was saved."
        return _answer(request, article, form=form, problem=problem, status=422)
    revision = get_object_or_404(ArticleRevision, pk=given["revision"], article=article)
    if revision.pk != article.current_revision_id:
        return _find_again(request, article, form, revision)
    if same := read_proposed(request.POST.get("same", "")):
        return _add_place(request, article, form, revision, same)
    proposed = attribution.propose_claimant(
        text=revision.text, start=given["start"], end=given["end"], publisher=article.publisher.name
    )
    if matches := not_seen_yet(request, form):
        return _answer(request, article, form=form, proposed=proposed, matches=matches, status=422)
    try:
        claim = claiming.lift_claim(
            by=request.user,
            statement=given["statement"],
            revision=revision,
            start=given["start"],
            end=given["end"],
            exact=given["exact"],
            claimant_name=given["claimant"],
            claimed_on=given["claimed_on"],
            client_id=given["client_id"],
            suggestion_id=given["suggestion"],
            proposed=proposed,
        )
    except Refused as refusal:
        if refusal.field in form.fields and refusal.field != "exact":
            form.add_error(refusal.field, refusal.message)
            return _answer(request, article, form=form, proposed=proposed, status=422)
        return _answer(request, article, form=form, proposed=proposed, problem=refusal.message, status=422)
    refused = read_all_proposed(request.POST.getlist("checked"))
    claim_links.refuse_matches(
        by=request.user, claim=claim, proposals={one.claim_id: one.data for one in refused}
    )
    messages.success(request, render_to_string("articles/_lifted.inline.html", {"claim": claim}))
    return _back_to_claim(request, article, form, claim)


def _back_to_claim(request: DeskRequest, article: Article, form: LiftForm, claim: Claim) -> HttpResponse:
    start = form.cleaned_data["start"]
    address = f"{back_to(article, at=start, lifted=claim.pk)}#claim-{claim.pk}"
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def _add_place(
    request: DeskRequest, article: Article, form: LiftForm, revision: ArticleRevision, same: Proposed
) -> HttpResponse:
    """The words say what an earlier claim says: note the place there."""
    given = form.cleaned_data
    claim = get_object_or_404(Claim.objects.defer("search"), pk=same.claim_id)
    try:
        claim_links.add_place(
            by=request.user,
            claim=claim,
            revision=revision,
            start=given["start"],
            end=given["end"],
            exact=given["exact"],
            proposal=same.data,
        )
    except Refused as refusal:
        return _answer(request, article, form=form, problem=refusal.message, status=422)
    messages.success(request, f"Added: claim {claim.pk}, “{claim}”, stands here too.")
    return _back_to_claim(request, article, form, claim)


def _find_again(
    request: DeskRequest, article: Article, form: LiftForm, older: ArticleRevision
) -> HttpResponse:
    """The article was revised while somebody was writing: look for the words in its new text."""
    given = form.cleaned_data
    if older.text[given["start"] : given["end"]] != given["exact"]:
        return _answer(request, article, form=form, problem=LOST, status=422)
    current = ArticleRevision.objects.get(pk=article.current_revision_id or 0)
    prefix, suffix = anchoring.context(older.text, given["start"], given["end"])
    anchor = anchoring.locate(
        current.text, exact=given["exact"], prefix=prefix, suffix=suffix, start=given["start"]
    )
    if anchor is None:
        return _answer(request, article, form=form, problem=GONE, status=409)
    typed = request.POST.copy()
    typed["revision"], typed["start"], typed["end"] = str(current.pk), str(anchor.start), str(anchor.end)
    typed["exact"] = current.text[anchor.start : anchor.end]
    return _answer(request, article, form=LiftForm(typed), problem=MOVED, status=409)


def _answer(
    request: DeskRequest,
    article: Article,
    *,
    form: LiftForm | None = None,
    chosen: Chosen | None = None,
    proposed: attribution.Proposed | None = None,
    problem: str = "",
    matches: Matches | None = None,
    status: int = 200,
) -> HttpResponse:
    if form and proposed:
        form.say_why(proposed.why)
    at = chosen.start if chosen else whole_number(request.POST.get("start") or request.GET.get("start")) or 0
    context: dict[str, Any] = {
        "article": article,
        "form": form,
        "chosen": chosen,
        "quote": form["exact"].value() if form else "",
        "problem": problem,
        "matches": matches,
        "shown": shown(matches) if matches else [],
        "lifting": True,
        "back_url": f"{back_to(article, at=at)}#at",
    }
    template = "articles/lift.html"
    if request.htmx and request.htmx.target == "lift":
        template += "#lift"
    return render(request, template, context, status=status)


@desk_page
@require_http_methods(["GET", "POST"])
def claim_place(request: DeskRequest, pk: int, claim_pk: int) -> HttpResponse:
    """Show where in the current text a claim that lost its place stands."""
    access.require(access.can_lift_claim, request.user)
    article = find_article(pk)
    claim = Claim.objects.lost_their_place(article).filter(pk=claim_pk).first()
    if claim is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        sent = SpanForm(request.POST)
        if sent.is_valid():
            given = sent.cleaned_data
            revision = get_object_or_404(ArticleRevision, pk=given["revision"], article=article)
            try:
                if revision.pk != article.current_revision_id:
                    raise Refused("The article has a newer text since you opened it. Select the words there.")
                claiming.add_appearance(
                    by=request.user,
                    claim=claim,
                    revision=revision,
                    start=given["start"],
                    end=given["end"],
                    exact=given["exact"],
                )
            except Refused as refusal:
                problem = refusal.message
            else:
                messages.success(request, f"Placed: “{claim}” stands here in the new text.")
                address = f"{back_to(article, at=given['start'], lifted=claim.pk)}#claim-{claim.pk}"
                return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)
        else:
            problem = LOST
    start, end = (whole_number(request.GET.get(name) or request.POST.get(name)) for name in ("start", "end"))
    form: SpanForm | None = None
    chosen: Chosen | None = None
    try:
        chosen = read_chosen(article, start, end)
        initial = {name: getattr(chosen, name) for name in ("start", "end", "exact")}
        form = SpanForm(initial=initial | {"revision": chosen.revision_id})
    except Refused as refusal:
        problem = problem or refusal.message
    context = {
        "article": article,
        "claim": claim,
        "chosen": chosen,
        "form": form,
        "problem": problem,
        "back_url": f"{back_to(article, at=start or 0, place=claim.pk)}#at",
    }
    template = "articles/place.html"
    if request.htmx and request.htmx.target == "lift":
        template += "#lift"
    return render(request, template, context, status=422 if problem else 200)
