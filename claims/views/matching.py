"""Checked before? Earlier claims that say the same, and what people make of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims.domain import access, claim_links
from claims.domain.claim_matching import Matches, similar_claims
from claims.domain.refusals import Refused
from claims.forms.matching import RelationForm, read_proposed
from claims.models import Claim, ClaimLink
from claims.views.checked_before import shown
from claims.views.claims import find_claim
from claims.views.desk_access import DeskRequest, desk_page
from claims.vocabulary import Relation

SAID = {
    Relation.SAME: "Joined: claim {gone} is the same as claim {kept}, which has its places now.",
    Relation.NARROWER: "Noted: this claim is narrower than claim {other}.",
    Relation.BROADER: "Noted: this claim is broader than claim {other}.",
    Relation.CONTRADICTS: "Noted: this claim contradicts claim {other}.",
    Relation.DIFFERENT: "Noted: claim {other} is another claim. It will not be proposed here again.",
}


@desk_page
@require_safe
def claim_similar(request: DeskRequest) -> HttpResponse:
    """Compare a statement with the claims of the desk: a page, or the list while somebody writes."""
    statement = request.GET.get("statement", "").replace("\0", " ")
    is_asked = "statement" in request.GET
    matches = similar_claims(statement=statement) if is_asked and statement.strip() else Matches()
    context = {
        "statement": statement,
        "is_asked": is_asked,
        "matches": matches,
        "shown": shown(matches),
        "lifting": "lifting" in request.GET,
    }
    is_fragment = request.htmx and request.htmx.target == "similar"
    return render(request, "claims/_similar.html" if is_fragment else "claims/similar.html", context)


def _checked_before(pk: int) -> str:
    return f"{reverse('claim-detail', args=[pk])}#checked-before"


@desk_page
@require_POST
def claim_link(request: DeskRequest, pk: int) -> HttpResponse:
    """Note what this claim is to another one."""
    access.require(access.can_link_claims, request.user)
    claim = find_claim(pk)
    form = RelationForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(_checked_before(pk))
    other = get_object_or_404(Claim.objects.defer("search"), pk=form.cleaned_data["other"])
    proposed = read_proposed(form.cleaned_data["proposed"])
    try:
        link = claim_links.link_claims(
            by=request.user,
            claim=claim,
            other=other,
            relation=form.cleaned_data["relation"],
            note=form.cleaned_data["note"],
            proposal=proposed.data if proposed and proposed.claim_id == other.pk else None,
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(_checked_before(pk))
    kept = link.claim_id if link.gone_id == link.other_id else link.other_id
    _, relation = link.seen_from(pk)
    messages.success(request, SAID[relation].format(gone=link.gone_id, kept=kept, other=other.pk))
    return redirect(_checked_before(kept if link.gone_id else pk))


@desk_page
@require_POST
def claim_unlink(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a link between two claims back, and what came of it."""
    link = get_object_or_404(ClaimLink, pk=pk)
    back = link.claim_id if request.POST.get("from") == str(link.claim_id) else link.other_id
    try:
        claim_links.unlink_claims(by=request.user, link=link)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            f"Undone: claim {link.gone_id} stands by itself again."
            if link.gone_id
            else "Undone: the two claims are no longer linked.",
        )
    return redirect(_checked_before(back))
