"""Changing what a claim says, and what happens when two people do so at once."""

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from claims.domain import claiming
from claims.domain.refusals import Changed, Refused
from claims.forms.claims import WordingForm
from claims.forms.refusals import add_refusal
from claims.models import Claim, Verdict
from claims.views.claims import find_claim
from claims.views.desk_access import DeskRequest, desk_page


def statement_at(*, claim: Claim, version: int) -> str:
    """Return how the claim read in an earlier version, or an empty text where there was none."""
    earlier = apps.get_model("claims", "ClaimEvent").objects.filter(pgh_obj_id=claim.pk, version=version)
    return earlier.order_by("-pgh_id").values_list("statement", flat=True).first() or ""


def _opened(claim: Claim) -> WordingForm:
    has_verdicts = Verdict.objects.current().filter(claim=claim).exists()
    return WordingForm(
        initial={
            "statement": claim.statement,
            "claimant": claim.claimant.name if claim.claimant else "",
            "claimed_on": claim.claimed_on,
            # Without verdicts nothing hangs on it, and one that comes in meanwhile is asked for again.
            "change": "" if has_verdicts else "meaning",
            "version": claim.version,
        }
    )


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def claim_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a claim's wording, claimant or date; when it changed meanwhile, show both texts."""
    claim = find_claim(pk)
    if request.method != "POST":
        return render(request, "claims/edit.html", {"claim": claim, "form": _opened(claim)})
    form = WordingForm(request.POST)
    status, context = 422, {}
    if form.is_valid():
        try:
            claiming.edit_claim(
                by=request.user,
                claim=claim,
                version=form.cleaned_data["version"],
                statement=form.cleaned_data["statement"],
                claimant_name=form.cleaned_data["claimant"],
                claimed_on=form.cleaned_data["claimed_on"],
                changes_meaning=form.cleaned_data["change"] == "meaning",
            )
        except Changed as changed:
            status = 409
            claim = find_claim(pk)
            context = {
                "changed": changed,
                "opened_as": statement_at(claim=claim, version=changed.seen),
                "typed": form.cleaned_data,
            }
            again = request.POST.copy()
            again["version"] = str(claim.version)
            form = WordingForm(again)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("claim-detail", pk)
    return render(request, "claims/edit.html", {"claim": claim, "form": form, **context}, status=status)
