"""The review loop: one claim after another, and the verdicts given on the way."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from claims.domain import candidates, evidence, review, verdicts
from claims.domain.matching import clean_query
from claims.domain.refusals import Changed, Refused
from claims.forms.evidence import read_origin_proposed
from claims.forms.refusals import add_refusal
from claims.forms.review import PassageForm, ReviewQuery, VerdictForm, verdict_again
from claims.models import ArticleRevision, Claim, Evidence, Verdict
from claims.views.desk_access import DeskRequest, desk_page
from claims.vocabulary import Label

PAGE = "review/claim.html"
SKIPPED = "skipped_claims"
SKIPPED_KEPT = 200
TAKEN_BACK = "Attached by mistake, taken back in review."


class SeeOther(HttpResponseRedirect):
    """Answer a form: look there now."""

    status_code = 303


def _skipped(request: DeskRequest) -> list[int]:
    return request.session.get(SKIPPED, [])


def _address(claim_id: int, **query: Any) -> str:
    asked = {name: value for name, value in query.items() if value}
    return reverse("review-claim", args=[claim_id]) + (f"?{urlencode(asked)}" if asked else "")


@require_GET
@desk_page
def start(request: DeskRequest) -> HttpResponse:
    """Lead to the next claim; ``?after=`` is the one just left. Changes nothing: scripts fetch it ahead."""
    asked = ReviewQuery(request.GET).read()
    wanted = {"reviewer": request.user, "skipping": _skipped(request), "after": asked["after"]}
    if request.htmx:
        item = review.load_next(**wanted)
        return _show_item(request, item) if item else _nothing_left(request, asked)
    claim = review.next_claim(**wanted)
    if claim is None:
        return _nothing_left(request, asked)
    return redirect(_address(claim.pk, given=asked["given"]))


@require_GET
@desk_page
def review_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one claim with its context, other sources and the verdict form."""
    asked = ReviewQuery(request.GET).read()
    query = clean_query(asked["q"] or "")
    if request.htmx and request.htmx.target == "candidates":
        item = _found(review.load_candidates, claim_id=pk, query=query, more=asked["more"])
        return render(request, f"{PAGE}#candidates", {"item": item, "query": query})
    initial: dict[str, Any] = {}
    if asked["again"]:
        earlier = Verdict.objects.filter(pk=asked["again"], claim=pk, reviewer=request.user).first()
        initial = verdict_again(earlier) if earlier else {}
    return _show(request, pk, initial=initial, query=query, more=asked["more"], given=asked["given"])


@require_POST
@desk_page
def submit_verdict(request: DeskRequest, pk: int) -> HttpResponse:
    """Store a verdict. Scripts get a notice with its undo; others are led to the next claim."""
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, form=form, status=422)
    try:
        verdict = verdicts.submit(
            by=request.user,
            claim=Claim(pk=pk),
            label=form.cleaned_data["label"],
            rationale=form.cleaned_data["rationale"],
            claim_version=form.cleaned_data["claim_version"],
            client_id=form.cleaned_data["client_id"],
        )
    except Claim.DoesNotExist:
        raise Http404 from None
    except Changed:
        return _show(request, pk, form=form, status=409)
    except Refused as refusal:
        add_refusal(form, refusal)
        return _show(request, pk, form=form, status=422)
    if request.htmx:
        return render(request, "review/_given.html", {"given": verdict, "given_on": verdict.claim.statement})
    following = review.take_next(by=request.user, skipping=_skipped(request), after=pk)
    if following is None:
        return SeeOther(f"{reverse('review')}?given={verdict.pk}")
    return SeeOther(_address(following.pk, given=verdict.pk))


@require_POST
@desk_page
def withdraw_verdict(request: DeskRequest, pk: int) -> HttpResponse:
    """Undo: take one's own verdict back and show its claim again, with what was typed."""
    verdict = get_object_or_404(Verdict, pk=pk, reviewer=request.user)
    try:
        verdicts.withdraw(by=request.user, verdict=verdict)
    except Refused as refusal:
        return _said(request, refusal, claim_id=verdict.claim_id)
    if request.htmx:
        return _show(request, verdict.claim_id, initial=verdict_again(verdict))
    return SeeOther(_address(verdict.claim_id, again=verdict.pk))


@require_POST
@desk_page
def take_lease(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a claim in hand now that it is on the screen; 409 says who has it."""
    claim = get_object_or_404(Claim, pk=pk)
    try:
        review.take_lease(by=request.user, claim=claim)
    except review.Held as held:
        return render(request, "review/_held.html", {"message": held.message, "claim": claim}, status=409)
    return HttpResponse(status=204) if request.htmx else SeeOther(_address(pk))


@require_POST
@desk_page
def skip_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a claim at the end of one's queue until signing out, and go on."""
    claim = get_object_or_404(Claim, pk=pk)
    request.session[SKIPPED] = [*(other for other in _skipped(request) if other != pk), pk][-SKIPPED_KEPT:]
    review.release_lease(by=request.user, claim=claim)
    if request.htmx:
        return HttpResponse(status=204)
    following = review.take_next(by=request.user, skipping=_skipped(request), after=pk)
    return SeeOther(_address(following.pk) if following else f"{reverse('review')}?after={pk}")


@require_POST
@desk_page
def bring_evidence(request: DeskRequest, pk: int) -> HttpResponse:
    """Attach a passage with its stance, or take a piece of evidence back (``take_back``: its id).

    ``refuse`` puts a passage aside as not about the claim, ``propose_again`` brings it back.
    """
    claim = get_object_or_404(Claim, pk=pk)
    about = next((name for name in ("refuse", "propose_again") if name in request.POST), "")
    try:
        if "take_back" in request.POST:
            _take_back(request, claim)
        elif about:
            _put_aside(request, claim, again=about == "propose_again")
        else:
            _attach(request, claim)
    except Refused as refusal:
        return _said(request, refusal, claim_id=pk)
    query, more = clean_query(request.POST.get("q", "")), bool(request.POST.get("more"))
    if request.htmx and about:
        item = review.load_candidates(claim_id=pk, query=query, more=more)
        return render(request, f"{PAGE}#candidates", {"item": item, "query": query})
    if request.htmx:
        return render(request, f"{PAGE}#brought", {"item": review.load_board(claim_id=pk)})
    return SeeOther(_address(pk, q=query, more="1" if more else "") + "#sources")


def _passage(request: DeskRequest) -> tuple[dict[str, Any], ArticleRevision]:
    """Read what a passage's form says, and fetch the revision that it stands in."""
    form = PassageForm(request.POST)
    if not form.is_valid():
        raise Refused("That passage could not be read. Nothing was saved; reload the page and try again.")
    sent = form.cleaned_data
    revision_id, _, _ = sent["place"]
    revision = ArticleRevision.objects.filter(pk=revision_id).select_related("article__publisher").first()
    if revision is None:
        raise Refused("That article is not on the desk. Nothing was saved; search again.")
    return sent, revision


def _attach(request: DeskRequest, claim: Claim) -> None:
    sent, revision = _passage(request)
    _, start, end = sent["place"]
    candidates.take_candidate(
        by=request.user,
        claim=claim,
        revision=revision,
        start=start,
        end=end,
        stance=sent["stance"],
        origin_name=sent["origin"],
        shown_as=candidates.read_shown_as(sent["shown_as"]),
        proposed=read_origin_proposed(request.POST),
    )


def _put_aside(request: DeskRequest, claim: Claim, *, again: bool) -> None:
    sent, revision = _passage(request)
    _, start, end = sent["place"]
    if again:
        candidates.propose_again(by=request.user, claim=claim, revision=revision, start=start, end=end)
        return
    shown_as = candidates.read_shown_as(sent["shown_as"])
    candidates.refuse_candidate(
        by=request.user, claim=claim, revision=revision, start=start, end=end, shown_as=shown_as
    )


def _take_back(request: DeskRequest, claim: Claim) -> None:
    sent = request.POST["take_back"]
    brought = Evidence.objects.filter(
        claim=claim, pk=int(sent) if sent.isdecimal() and len(sent) < 19 else 0
    ).first()
    if brought is None:
        raise Refused("That evidence is not on this claim. Reload the page to see what is.")
    evidence.retract_evidence(by=request.user, evidence=brought, reason=TAKEN_BACK)


def _said(request: DeskRequest, refusal: Refused, *, claim_id: int) -> HttpResponse:
    """Answer an action that was refused: a notice for scripts, the claim's page with it otherwise."""
    if request.htmx:
        notice = {"kind": "problem", "text": refusal.message}
        return render(request, "components/notice.html", notice, status=422)
    messages.error(request, refusal.message)
    return SeeOther(_address(claim_id))


def _nothing_left(request: DeskRequest, asked: dict[str, Any]) -> HttpResponse:
    just_left = Claim.objects.waiting_for(request.user).filter(pk=asked["after"] or 0)
    context = {
        "done": review.given_today(request.user),
        "left": just_left.first(),
        **_given(request, asked["given"]),
    }
    return render(request, "review/nothing.html#item" if request.htmx else "review/nothing.html", context)


def _given(request: DeskRequest, verdict_id: int | None) -> dict[str, Any]:
    """The notice about the verdict given a moment ago, where the address names one."""
    if not verdict_id:
        return {}
    mine = Verdict.objects.filter(reviewer=request.user, is_current=True).select_related("claim")
    verdict = mine.filter(pk=verdict_id).first()
    return {"given": verdict, "given_on": verdict.claim.statement} if verdict else {}


def _show(
    request: DeskRequest, pk: int, *, query: str = "", more: bool = False, **shown: Any
) -> HttpResponse:
    """Render one claim's page of the loop; ``shown`` is as for ``_show_item``."""
    item = _found(review.load_item, reviewer=request.user, claim_id=pk, query=query, more=more)
    return _show_item(request, item, query=query, **shown)


def _show_item(
    request: DeskRequest,
    item: review.ReviewItem,
    *,
    form: VerdictForm | None = None,
    initial: dict[str, Any] | None = None,
    query: str = "",
    given: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page of the loop, or for scripts what stands in its main part."""
    version = item.claim.version
    if form is None:
        start = initial or (verdict_again(item.verdict) if item.verdict else {})
        form = VerdictForm(initial={**start, "claim_version": version, "client_id": uuid4()})
    context = {
        "item": item,
        "form": form,
        "labels": Label,
        "chosen": form.chosen(),
        "seen": _wording_seen(form, item.claim),
        "query": query,
        "search_url": _address(item.claim.pk),
        **_given(request, given),
    }
    return render(request, f"{PAGE}#item" if request.htmx else PAGE, context, status=status)


def _wording_seen(form: VerdictForm, claim: Claim) -> review.Wording | None:
    """How the claim read when the form was opened, where it reads differently now."""
    seen = form.cleaned_data.get("claim_version") if form.is_bound else None
    return review.wording_at(claim=claim, version=seen) if seen and seen != claim.version else None


def _found(load: Callable[..., review.ReviewItem], **wanted: Any) -> review.ReviewItem:
    try:
        return load(**wanted)
    except Claim.DoesNotExist:
        raise Http404 from None
