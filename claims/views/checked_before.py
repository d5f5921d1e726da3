"""What pages say of earlier claims that a claim resembles or was linked to."""

from dataclasses import dataclass
from typing import Any

from claims.domain import claim_links
from claims.domain.claim_matching import Match, Matches, similar_claims
from claims.forms.lifting import LiftForm
from claims.forms.matching import read_all_proposed, write_proposed
from claims.models import Claim
from claims.views.desk_access import DeskRequest
from claims.vocabulary import Label, Relation


@dataclass(frozen=True)
class Shown:
    """A match as a page shows it, with the word by which its form says which proposal it was."""

    match: Match
    proposed: str


def shown(matches: Matches) -> list[Shown]:
    return [Shown(match, write_proposed(match, matches)) for match in matches.items]


def checked_before(claim: Claim) -> dict[str, Any]:
    """Return what a claim's page says: links, contradictions, and for a standing claim what resembles it."""
    ends = claim_links.links_of(claim)
    matches = Matches() if claim.is_retracted else similar_claims(statement=claim.statement, claim=claim)
    return {
        "links": [end for end in ends if end.relation != Relation.DIFFERENT],
        "different": [end for end in ends if end.relation == Relation.DIFFERENT],
        "contradicted": [
            end.other
            for end in ends
            if end.relation == Relation.CONTRADICTS
            and claim.label == end.other.label == Label.TRUE
            and not claim.is_retracted
            and not end.other.is_retracted
        ],
        "matches": matches,
        "shown": shown(matches),
    }


def not_seen_yet(request: DeskRequest, form: LiftForm) -> Matches | None:
    """Return what resembles a claim that is about to be lifted, if somebody should look at it first.

    Nobody needs to who saw the probable ones beside the form, or whose form was sent once already.
    """
    given = form.cleaned_data
    if Claim.objects.filter(client_id=given["client_id"]).exists():
        return None
    matches = similar_claims(statement=given["statement"], claimed_on=given["claimed_on"])
    seen = {proposed.claim_id for proposed in read_all_proposed(request.POST.getlist("checked"))}
    return matches if any(match.claim.pk not in seen for match in matches.probable) else None
