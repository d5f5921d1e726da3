"""What the page of the loop shows of one claim."""

from dataclasses import dataclass, field

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from claims.domain import boards, matching
from claims.domain.review.queue import WAITING_COUNTED, Held, waiting_count
from claims.domain.review.wording import Place, find_places
from claims.models import Claim, Lease, User, Verdict
from claims.vocabulary import Label

PLACES_SHOWN = 5
CANDIDATES_SHOWN = 8
ITEM_RELATIONS = ("claimant", "lifted_from__publisher", "lease__reviewer", "mine")


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
    board: boards.Board
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
            missing = boards.missing_for(label, self.board)
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


def load_board(*, claim_id: int) -> ReviewItem:
    """Fetch a claim and its evidence, for the parts of the page that show nothing else.

    Raises Claim.DoesNotExist.
    """
    claim = Claim.objects.select_related("claimant", "lifted_from").defer("search").get(pk=claim_id)
    return ReviewItem(claim=claim, board=boards.board(claim=claim))


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
    board = boards.board(claim=claim)
    places = find_places(claim)
    return ReviewItem(
        claim=claim,
        board=board,
        candidates=matching.candidate_passages(
            claim=claim, query=query, limit=CANDIDATES_SHOWN, attached=board.evidence
        ),
        places=places[:PLACES_SHOWN],
        more_places=max(0, len(places) - PLACES_SHOWN),
        verdict=verdict if verdict and verdict.claim_version >= claim.meaning_version else None,
        held=lease if is_others else None,
        waiting=waiting_count(reviewer),
    )
