"""Evidence: what was brought to a claim, bringing more, changing it and taking it back."""

from typing import Annotated

from django.http import Http404
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from claims.api.desk import shapes, shown
from claims.api.desk.claims import Nothing, Reason, find_claim, lock_claim
from claims.api.desk.conditions import require_match
from claims.api.desk.door import ApiRequest, Reply, endpoint
from claims.api.desk.paging import Page, PageQuery, read_page
from claims.api.desk.parsing import Day, Id, Name, Place, Taken
from claims.domain import evidence as bringing
from claims.domain.refusals import Refused
from claims.models import ArticleRevision, Evidence
from claims.vocabulary import Scope, Stance

router = Router(tags=["evidence"])
Note = Annotated[str, StringConstraints(max_length=500)]


class EvidenceQuery(PageQuery):
    stance: Stance | None = None
    retracted: bool = Field(False, description="Only what was retracted.")


class PassageIn(Taken):
    """A passage of a stored article: code points of one of its revisions, end exclusive.

    Without ``origin`` it rests on the article's publisher.
    """

    revision: Id
    start: Place
    end: Place
    stance: Stance
    origin: Name = ""
    note: Note = ""


class LinkIn(Taken):
    """A web page and the words quoted from it. Without ``origin`` it rests on ``source``, else on the site."""

    url: Annotated[str, StringConstraints(max_length=bringing.URL_LIMIT)]
    quote: Annotated[str, StringConstraints(max_length=bringing.QUOTE_LIMIT)]
    stance: Stance
    origin: Name = ""
    source: Name = ""
    source_date: Day | None = None
    note: Note = ""


class EvidenceChange(Taken):
    """What changes; what is left out stays. The words never change."""

    stance: Stance | None = None
    origin: Name | None = None


def find_evidence(pk: int) -> Evidence:
    found = shown.evidence_rows().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _locked(request: ApiRequest, pk: int) -> Evidence:
    """Return a piece of evidence behind its claim's lock, in the state that If-Match names."""
    claim_id = Evidence.objects.filter(pk=pk).values_list("claim", flat=True).first()
    if not lock_claim(claim_id):
        raise Http404
    found = find_evidence(pk)
    require_match(request, shown.evidence(found))
    return found


def _brought(added: Evidence) -> Reply:
    location = reverse("desk-api:get_evidence", args=[added.pk])
    return Reply(shown.evidence(find_evidence(added.pk)), location=location)


@endpoint(
    router,
    "GET",
    "/claims/{int:pk}/evidence",
    scope=Scope.READ,
    answers=Page[shapes.EvidenceOut],
    summary="List a claim's evidence",
)
def list_evidence(request: ApiRequest, pk: int, query: Query[EvidenceQuery]) -> Reply:
    """The latest first; retracted evidence is left out unless asked for."""
    claim = find_claim(pk)
    rows = shown.evidence_rows().filter(claim=claim, retracted_at__isnull=not query.retracted)
    if query.stance:
        rows = rows.filter(stance=query.stance)
    found, cursor = read_page(rows, request, query)
    page = Page[shapes.EvidenceOut](items=[shown.evidence(row) for row in found], next_cursor=cursor)
    return Reply(page)


@endpoint(
    router,
    "GET",
    "/evidence/{int:pk}",
    scope=Scope.READ,
    answers=shapes.EvidenceOut,
    summary="Read a piece of evidence",
)
def get_evidence(request: ApiRequest, pk: int) -> Reply:
    """One piece of evidence, with its stance and its origin."""
    return Reply(shown.evidence(find_evidence(pk)))


@endpoint(
    router,
    "POST",
    "/claims/{int:pk}/evidence/passages",
    scope=Scope.WRITE,
    answers=shapes.EvidenceOut,
    status=201,
    summary="Bring a passage to a claim",
)
def add_passage(request: ApiRequest, pk: int, body: PassageIn) -> Reply:
    """A passage that is there already gets the new stance and, if one is named, the new origin."""
    claim = find_claim(pk)
    revision = ArticleRevision.objects.select_related("article__publisher").filter(pk=body.revision).first()
    if revision is None:
        raise Refused("There is no such revision.", field="revision")
    added = bringing.add_passage(
        by=request.person,
        claim=claim,
        revision=revision,
        start=body.start,
        end=body.end,
        stance=body.stance,
        origin_name=body.origin,
        note=body.note,
    )
    return _brought(added)


@endpoint(
    router,
    "POST",
    "/claims/{int:pk}/evidence/links",
    scope=Scope.WRITE,
    answers=shapes.EvidenceOut,
    status=201,
    summary="Bring a web page to a claim",
)
def add_link(request: ApiRequest, pk: int, body: LinkIn) -> Reply:
    """Quote the words that matter: they stay when the page changes. The page is not fetched."""
    added = bringing.add_link(
        by=request.person,
        claim=find_claim(pk),
        url=body.url,
        quote=body.quote,
        stance=body.stance,
        origin_name=body.origin,
        source_name=body.source,
        source_date=body.source_date,
        note=body.note,
    )
    return _brought(added)


@endpoint(
    router,
    "PATCH",
    "/evidence/{int:pk}",
    scope=Scope.WRITE,
    answers=shapes.EvidenceOut,
    conditional=True,
    summary="Change a stance or an origin",
)
def change_evidence(request: ApiRequest, pk: int, body: EvidenceChange) -> Reply:
    """What is sent changes, the rest stays."""
    row = _locked(request, pk)
    bringing.change_evidence(
        by=request.person,
        evidence=row,
        stance=body.stance or row.stance,
        origin_name=row.origin.name if body.origin is None else body.origin,
    )
    return Reply(shown.evidence(find_evidence(pk)))


@endpoint(
    router,
    "POST",
    "/evidence/{int:pk}/retract",
    scope=Scope.WRITE,
    answers=shapes.EvidenceOut,
    conditional=True,
    summary="Take evidence back",
)
def retract_evidence(request: ApiRequest, pk: int, body: Reason) -> Reply:
    """It stays on record with the reason, and can be restored."""
    bringing.retract_evidence(by=request.person, evidence=_locked(request, pk), reason=body.reason)
    return Reply(shown.evidence(find_evidence(pk)))


@endpoint(
    router,
    "POST",
    "/evidence/{int:pk}/restore",
    scope=Scope.WRITE,
    answers=shapes.EvidenceOut,
    conditional=True,
    summary="Put retracted evidence back",
)
def restore_evidence(request: ApiRequest, pk: int, body: Nothing) -> Reply:
    """Refused where the same passage stands on the board again."""
    bringing.restore_evidence(by=request.person, evidence=_locked(request, pk))
    return Reply(shown.evidence(find_evidence(pk)))
