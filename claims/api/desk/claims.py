"""Claims: found, read, lifted, reworded, retracted and restored."""

from typing import Annotated

from django.http import Http404
from django.urls import reverse
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from claims.api.desk import shapes, shown
from claims.api.desk.articles import DAY, say_notices
from claims.api.desk.conditions import require_match
from claims.api.desk.door import ApiRequest, Reply, endpoint
from claims.api.desk.paging import Page, PageQuery, read_page
from claims.api.desk.parsing import Day, Id, Name, Place, Taken
from claims.domain import access, attribution, claiming
from claims.domain.claiming import STATEMENT_LIMIT
from claims.domain.refusals import Refused
from claims.forms.claims import ClaimFilter
from claims.forms.lifting import QUOTE_LIMIT
from claims.models import ArticleRevision, Claim, User
from claims.vocabulary import Label, Scope, Stage

router = Router(tags=["claims"])
Statement = Annotated[str, StringConstraints(max_length=STATEMENT_LIMIT)]


class ChosenClaims(BaseModel):
    """What claims are narrowed to, as on the desk's own page."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field("", max_length=1000, description="Words in the claim, phrases in quotes, -excluded ones.")
    stage: Stage | None = None
    label: Label | None = None
    claimant: str = Field("", max_length=200, description="A part of the claimant's name.")
    publisher: int | None = Field(None, ge=1, le=2**63 - 1, description="Where the claim appears.")
    since: str = Field("", pattern=DAY, description="Claimed from, as 2022-09-14.")
    until: str = Field("", pattern=DAY, description="Claimed until, as 2022-09-14.")
    disagrees: bool = Field(False, description="Only those on which reviewers differ.")
    retracted: bool = Field(False, description="Only those that were retracted; editors alone may ask.")


class ClaimQuery(ChosenClaims, PageQuery):
    """A piece of the list of claims."""


class ClaimIn(Taken):
    """A claim, and where it stands: code points of the article's current revision, end exclusive."""

    revision: Id
    start: Place
    end: Place
    exact: Annotated[str, StringConstraints(min_length=1, max_length=QUOTE_LIMIT)]
    statement: Statement
    claimant: Name = ""
    claimed_on: Day | None = None


class ClaimChange(Taken):
    """What changes; what is left out stays. ``changes_meaning``: earlier verdicts no longer count."""

    changes_meaning: StrictBool
    statement: Statement | None = None
    claimant: Name | None = None
    claimed_on: Day | None = None


class Reason(Taken):
    reason: Annotated[str, StringConstraints(max_length=500)]


class Nothing(Taken):
    """No fields."""


def find_claim(pk: int) -> Claim:
    found = shown.claims().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def lock_claim(pk: int | None, *, for_key: bool = False) -> bool:
    """Wait for a claim's lock, and say whether there is such a claim."""
    rows = Claim.objects.select_for_update(of=("self",), no_key=not for_key).only("pk")
    return pk is not None and rows.filter(pk=pk).first() is not None


def locked_claim(request: ApiRequest, pk: int, *, for_key: bool = False) -> Claim:
    """Return a claim behind a lock, in the state that If-Match names; 404 or 412 otherwise.

    ``for_key``: the lock that changes of its own row take later, so that it is not taken twice.
    """
    if not lock_claim(pk, for_key=for_key):
        raise Http404
    claim = find_claim(pk)
    require_match(request, shown.claim(claim))
    return claim


def choose(query: ChosenClaims, *, person: User) -> ClaimFilter:
    """Return the page's own filter; raises Problem for what it cannot read, PermissionDenied for what it may not."""
    if query.retracted:
        access.require(access.can_retract_claim, person)
    given = query.model_dump(exclude={"limit", "cursor", "format"}, exclude_none=True, mode="json")
    chosen = ClaimFilter(given, with_retracted=access.can_retract_claim(person))
    say_notices(chosen.notices)
    return chosen


@endpoint(
    router, "GET", "/claims", scope=Scope.READ, answers=Page[shapes.ClaimOut], summary="List or find claims"
)
def list_claims(request: ApiRequest, query: Query[ClaimQuery]) -> Reply:
    """The latest first, narrowed as on the desk's own page. Retracted ones are left out unless asked for."""
    rows = choose(query, person=request.person).apply(shown.claims())
    found, cursor = read_page(rows, request, query)
    return Reply(Page[shapes.ClaimOut](items=[shown.claim(row) for row in found], next_cursor=cursor))


@endpoint(
    router, "GET", "/claims/{int:pk}", scope=Scope.READ, answers=shapes.ClaimOut, summary="Read a claim"
)
def get_claim(request: ApiRequest, pk: int) -> Reply:
    """One claim, and where it stands. Its ETag goes into If-Match of whatever changes or judges it."""
    return Reply(shown.claim(find_claim(pk)))


@endpoint(
    router,
    "POST",
    "/claims",
    scope=Scope.WRITE,
    answers=shapes.ClaimOut,
    status=201,
    names={"quote": "exact"},
    summary="Lift a claim",
)
def lift_claim(request: ApiRequest, body: ClaimIn) -> Reply:
    """``exact`` must be what stands at the place; nothing is saved otherwise."""
    revision = ArticleRevision.objects.select_related("article__publisher").filter(pk=body.revision).first()
    if revision is None:
        raise Refused("There is no such revision.", field="revision")
    claim = claiming.lift_claim(
        by=request.person,
        statement=body.statement,
        revision=revision,
        start=body.start,
        end=body.end,
        exact=body.exact,
        claimant_name=body.claimant,
        claimed_on=body.claimed_on,
        proposed=attribution.propose_claimant(
            text=revision.text, start=body.start, end=body.end, publisher=revision.article.publisher.name
        )
        if body.claimant
        else None,
    )
    return Reply(shown.claim(find_claim(claim.pk)), location=reverse("desk-api:get_claim", args=[claim.pk]))


@endpoint(
    router,
    "PATCH",
    "/claims/{int:pk}",
    scope=Scope.WRITE,
    answers=shapes.ClaimOut,
    conditional=True,
    summary="Change a claim's wording, claimant or date",
)
def change_claim(request: ApiRequest, pk: int, body: ClaimChange) -> Reply:
    """What is sent changes, the rest stays; an empty claimant and a date of null are none."""
    claim = locked_claim(request, pk, for_key=True)
    sent = body.model_fields_set
    claimant = body.claimant if "claimant" in sent else claim.claimant.name if claim.claimant else ""
    claiming.edit_claim(
        by=request.person,
        claim=claim,
        version=claim.version,
        statement=claim.statement if body.statement is None else body.statement,
        claimant_name=claimant or "",
        claimed_on=body.claimed_on if "claimed_on" in sent else claim.claimed_on,
        changes_meaning=body.changes_meaning,
    )
    return Reply(shown.claim(find_claim(pk)))


@endpoint(
    router,
    "POST",
    "/claims/{int:pk}/retract",
    scope=Scope.WRITE,
    answers=shapes.ClaimOut,
    conditional=True,
    summary="Retract a claim",
)
def retract_claim(request: ApiRequest, pk: int, body: Reason) -> Reply:
    """Editors only. It leaves the lists; its page, evidence and verdicts stay."""
    claiming.retract_claim(
        by=request.person, claim=locked_claim(request, pk, for_key=True), reason=body.reason
    )
    return Reply(shown.claim(find_claim(pk)))


@endpoint(
    router,
    "POST",
    "/claims/{int:pk}/restore",
    scope=Scope.WRITE,
    answers=shapes.ClaimOut,
    conditional=True,
    summary="Put a retracted claim back",
)
def restore_claim(request: ApiRequest, pk: int, body: Nothing) -> Reply:
    """Editors only."""
    claiming.restore_claim(by=request.person, claim=locked_claim(request, pk, for_key=True))
    return Reply(shown.claim(find_claim(pk)))
