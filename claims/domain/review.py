"""The review loop: which claim comes next, who has it in hand, and what its page shows."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Coalesce, Greatest, Substr
from django.utils import timezone

from claims.domain import access, evidence, matching
from claims.domain.refusals import Refused
from claims.models import Appearance, Claim, Lease, User, Verdict
from claims.vocabulary import Label

WAITING_COUNTED = 500
CONTEXT = 700  # characters on each side of an appearance that its context is chosen from
NEIGHBOUR = 240  # characters shown of the paragraphs around
PLACES_SHOWN = 5
ITEM_RELATIONS = ("claimant", "lifted_from__publisher", "lease__reviewer", "mine")

TAKE = """
    INSERT INTO claims_lease (claim_id, reviewer_id, expires_at) VALUES (%(claim)s, %(by)s, %(until)s)
    ON CONFLICT (claim_id) DO UPDATE SET reviewer_id = %(by)s, expires_at = %(until)s
    WHERE claims_lease.reviewer_id = %(by)s OR claims_lease.expires_at <= %(now)s
    RETURNING id
"""


class Held(Refused):
    """Somebody else has the claim in hand: ``by``, until ``until``."""

    def __init__(self, lease: Lease) -> None:
        super().__init__(
            f"{lease.reviewer} is reviewing this claim until"
            f" {timezone.localtime(lease.expires_at):%H:%M}. You can still give your verdict, or take the next."
        )
        self.by, self.until = lease.reviewer, lease.expires_at


@dataclass(frozen=True)
class Place:
    """Where a claim was said: the words, and what stands before and behind them.

    ``before`` and ``after`` are of the same paragraph, ``far_before`` and ``far_after`` of its
    neighbours; what is cut has an ellipsis.
    """

    appearance: Appearance
    far_before: str
    before: str
    after: str
    far_after: str


@dataclass(frozen=True)
class Wording:
    """A claim as one of its versions read."""

    version: int
    statement: str
    claimant: str
    claimed_on: date | None


@dataclass(frozen=True)
class Need:
    """A label that cannot be given yet, what is asked for in short, and in full."""

    label: Label
    short: str
    full: list[str]


@dataclass
class ReviewItem:
    """What the page of the loop shows of one claim."""

    claim: Claim
    board: evidence.Board
    candidates: matching.Candidates = field(default_factory=matching.Candidates)
    places: list[Place] = field(default_factory=list)
    more_places: int = 0
    verdict: Verdict | None = None  # the reader's own, if one counts
    held: Lease | None = None  # somebody else's
    waiting: int = 0

    @property
    def needs(self) -> list[Need]:
        """What the rules still ask for, label by label; nothing for those that can be given."""
        needs = []
        for label in Label:
            missing = evidence.missing_for(label, self.board)
            if len(missing) > 1:
                needs.append(Need(label, "a source on each side", missing))
            elif missing:
                for_it = label != Label.FALSE and not self.board.supports.other_sources
                needs.append(Need(label, "a supporting source" if for_it else "a refuting source", missing))
        return needs

    @property
    def met(self) -> list[str]:
        """What is there already, in words."""
        sides = [(self.board.supports, "supporting"), (self.board.refutes, "refuting")]
        return [f"{column.other_sources} {word}" for column, word in sides if column.other_sources]

    @property
    def held_message(self) -> str:
        """Who else has the claim in hand; empty when nobody has."""
        return Held(self.held).message if self.held else ""

    @property
    def many_waiting(self) -> bool:
        """More wait than were counted."""
        return self.waiting >= WAITING_COUNTED


def next_claim(*, reviewer: User, skipping: Collection[int] = (), after: int | None = None) -> Claim | None:
    """Return the oldest open claim that waits for this person and that nobody else has in hand.

    ``after`` is the id of the claim just left: later ones come first, then earlier ones, never itself.
    Skipped ones come when nothing else is left. None when nothing waits.
    """
    others = Lease.objects.filter(claim=OuterRef("pk"), expires_at__gt=timezone.now()).exclude(
        reviewer=reviewer
    )
    free = Claim.objects.waiting_for(reviewer).filter(~Exists(others)).exclude(pk=after or 0)
    fresh = free.exclude(pk__in=list(skipping)) if skipping else free
    choices = [fresh.filter(pk__gt=after), fresh] if after else [fresh]
    # The database looks at a choice only when those before it gave nothing.
    firsts = [Subquery(choice.order_by("pk").values("pk")[:1]) for choice in [*choices, free]]
    return Claim.objects.filter(pk=Coalesce(*firsts)).first()


def waiting_count(reviewer: User) -> int:
    """Count the open claims that wait for this person; counting ends at ``WAITING_COUNTED``."""
    return Claim.objects.waiting_for(reviewer).order_by()[:WAITING_COUNTED].count()


def given_today(reviewer: User) -> int:
    """Count the verdicts that this person gave since midnight, without those taken back."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Verdict.objects.filter(reviewer=reviewer, created_at__gte=midnight, withdrawn_at=None).count()


@transaction.atomic
def take_lease(*, by: User, claim: Claim) -> Lease:
    """Take a claim in hand for ``settings.LEASE_SECONDS``, or hold it longer; raises Held.

    One has one claim in hand: others that this person had are free again. A lease keeps two from
    starting on one claim and forbids nothing, so it leaves no line in the log.
    """
    access.require(access.can_review, by)
    now = timezone.now()
    before = Lease.objects.filter(reviewer=by).exclude(claim=claim).select_for_update(skip_locked=True)
    Lease.objects.filter(pk__in=[lease.pk for lease in before]).delete()
    with connection.cursor() as cursor:
        until = now + timedelta(seconds=settings.LEASE_SECONDS)
        cursor.execute(TAKE, {"claim": claim.pk, "by": by.pk, "until": until, "now": now})
        taken = cursor.fetchone()
    lease = Lease.objects.select_related("reviewer").filter(claim=claim).first()
    if taken is None and lease is not None:
        raise Held(lease)
    return lease or Lease(claim=claim, reviewer=by, expires_at=now)


def release_lease(*, by: User, claim: Claim) -> None:
    """Give back a claim that one has in hand; nothing happens to anybody else's."""
    Lease.objects.filter(claim=claim, reviewer=by).delete()


def take_next(*, by: User, skipping: Collection[int] = (), after: int | None = None) -> Claim | None:
    """Take the next claim in hand and return it; two people at once get two claims."""
    for _ in range(20):
        claim = next_claim(reviewer=by, skipping=skipping, after=after)
        if claim is None:
            return None
        try:
            take_lease(by=by, claim=claim)
        except Held:
            continue  # somebody was quicker; the next look leaves it out
        return claim
    return None


def load_board(*, claim_id: int) -> ReviewItem:
    """Fetch a claim and its evidence, for the parts of the page that show nothing else.

    Raises Claim.DoesNotExist.
    """
    claim = Claim.objects.select_related("claimant", "lifted_from").defer("search").get(pk=claim_id)
    return ReviewItem(claim=claim, board=evidence.board(claim=claim))


def load_candidates(*, claim_id: int, query: str) -> ReviewItem:
    """Fetch a claim, its evidence and the passages that a typed search finds.

    Raises Claim.DoesNotExist.
    """
    item = load_board(claim_id=claim_id)
    item.candidates = matching.candidate_passages(claim=item.claim, query=query, attached=item.board.evidence)
    return item


def load_item(*, reviewer: User, claim_id: int, query: str = "") -> ReviewItem:
    """Fetch the whole page of a claim; ``query`` is a typed search for passages.

    Raises Claim.DoesNotExist.
    """
    mine = Q(verdicts__reviewer=reviewer, verdicts__is_current=True)
    claim = (
        Claim.objects.annotate(mine=FilteredRelation("verdicts", condition=mine))
        .select_related(*ITEM_RELATIONS)
        .defer("search")
        .get(pk=claim_id)
    )
    verdict: Verdict | None = getattr(claim, "mine", None)
    lease = getattr(claim, "lease", None)
    is_others = lease and lease.reviewer_id != reviewer.pk and lease.expires_at > timezone.now()
    board = evidence.board(claim=claim)
    places = find_places(claim)
    return ReviewItem(
        claim=claim,
        board=board,
        candidates=matching.candidate_passages(claim=claim, query=query, attached=board.evidence),
        places=places[:PLACES_SHOWN],
        more_places=max(0, len(places) - PLACES_SHOWN),
        verdict=verdict if verdict and verdict.claim_version >= claim.meaning_version else None,
        held=lease if is_others else None,
        waiting=waiting_count(reviewer),
    )


def find_places(claim: Claim) -> list[Place]:
    """Return where a claim was said, each with its context; one query."""
    first = Greatest(F("start") - CONTEXT, 0)
    appearances = (
        Appearance.objects.standing()
        .filter(claim=claim)
        .select_related("revision__article__publisher")
        .defer("revision__text")
        .annotate(
            around=Substr("revision__text", first + 1, F("end") + CONTEXT - first, output_field=TextField())
        )
        .order_by("pk")
    )
    return [_place(appearance, appearance.around) for appearance in appearances]


def _place(appearance: Appearance, around: str) -> Place:
    at = min(CONTEXT, appearance.start)
    before, after = around[:at], around[at + len(appearance.exact) :]
    if appearance.start > CONTEXT:  # begin at a whole word
        before = "…" + before.partition(" ")[2]
    if len(after) == CONTEXT:
        after = after.rpartition(" ")[0] + "…"
    far_before, _, near_before = before.rpartition("\n")
    near_after, _, far_after = after.partition("\n")
    return Place(
        appearance=appearance,
        far_before=_last_words(far_before.strip().rpartition("\n")[2]),
        before=near_before.lstrip(),
        after=near_after.rstrip(),
        far_after=_first_words(far_after.strip().partition("\n")[0]),
    )


def _last_words(text: str) -> str:
    return text if len(text) <= NEIGHBOUR else "…" + text[-NEIGHBOUR:].partition(" ")[2]


def _first_words(text: str) -> str:
    return text if len(text) <= NEIGHBOUR else text[:NEIGHBOUR].rpartition(" ")[0] + "…"


def wording_at(*, claim: Claim, version: int) -> Wording:
    """Return how a claim read at one of its versions; as it reads now for a version never known."""
    if version != claim.version:
        past = apps.get_model("claims", "ClaimEvent").objects.select_related("claimant")
        event = past.filter(pgh_obj_id=claim.pk, version=version).order_by("-pgh_id").first()
        if event is not None:
            return _wording(event)
    return _wording(claim)


def _wording(row: Claim) -> Wording:
    return Wording(row.version, row.statement, row.claimant.name if row.claimant else "", row.claimed_on)
