"""What the page of the loop shows of one claim."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from claims.domain import boards, matching, origins
from claims.domain.review.queue import (
    FIRST,
    FREE,
    NOTHING_WAITS,
    WAITING_COUNTED,
    Held,
    Waiting,
    asked_for_next,
    waiting_count,
)
from claims.domain.review.wording import Place, find_places
from claims.models import Article, Claim, Claimant, Lease, Publisher, User, Verdict
from claims.models.joined import Joined
from claims.vocabulary import Label

PLACES_SHOWN = 5
# Passages shown: at first, for a typed search, and to those who want more.
SHOWN, SHOWN_FOR_SEARCH, SHOWN_AT_MOST = 6, 12, 24
ITEM = Joined(
    {"c.claimant": "t", "c.lifted_from": "a", "a.publisher": "p", "c.lease": "l", "l.reviewer": "u"},
    c=(Claim, [field.attname for field in Claim._meta.concrete_fields if field.name != "search"]),
    t=Claimant,
    a=(Article, ["id", "publisher_id", "story_id", "title", "url", "address_key", "published_on"]),
    p=(Publisher, ["id", "name"]),
    l=Lease,
    u=(User, ["id", "username", "name"]),
    v=(Verdict, ["id", "label", "rationale", "claim_version", "created_at"]),
)
LOADED = f"""
    SELECT {ITEM.columns}
    FROM claims_claim c
        LEFT JOIN claims_claimant t ON t.id = c.claimant_id
        LEFT JOIN claims_article a ON a.id = c.lifted_from_id
        LEFT JOIN claims_publisher p ON p.id = a.publisher_id
        LEFT JOIN claims_lease l ON l.claim_id = c.id
        LEFT JOIN claims_user u ON u.id = l.reviewer_id
        LEFT JOIN claims_verdict v ON v.claim_id = c.id AND v.reviewer_id = %(reviewer)s AND v.is_current
    WHERE c.id =
"""  # noqa: S608  # names of columns alone


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
    queue: Waiting = NOTHING_WAITS
    more: bool = False  # more passages than at first were asked for

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
    def waiting(self) -> int:
        return self.queue.number

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


def load_candidates(*, claim_id: int, query: str, more: bool = False) -> ReviewItem:
    """Fetch a claim, its evidence and the passages found for it or for a typed search.

    Raises Claim.DoesNotExist.
    """
    item = load_board(claim_id=claim_id)
    item.candidates = _candidates(item.claim, item.board, query=query, more=more)
    item.more = more
    return item


def _candidates(claim: Claim, board: boards.Board, *, query: str, more: bool) -> matching.Candidates:
    shown = SHOWN_AT_MOST if more else SHOWN_FOR_SEARCH if query else SHOWN
    return origins.propose_for(
        matching.candidate_passages(claim=claim, query=query, limit=shown, attached=board.evidence)
    )


def load_item(*, reviewer: User, claim_id: int, query: str = "", more: bool = False) -> ReviewItem:
    """Fetch the whole page of a claim; ``query`` is a typed search for passages, of which there may be ``more``.

    Raises Claim.DoesNotExist.
    """
    asked = {"claim": claim_id, "reviewer": reviewer.pk}
    item = _load(f"{LOADED} %(claim)s", asked, reviewer=reviewer, query=query, more=more)
    if item is None:
        raise Claim.DoesNotExist
    return item


def load_next(
    *, reviewer: User, skipping: Collection[int] = (), after: int | None = None
) -> ReviewItem | None:
    """Fetch the whole page of the claim that ``next_claim`` would return; None when nothing waits."""
    asked = asked_for_next(reviewer=reviewer, skipping=skipping, after=after)
    return _load(f"{FREE} {LOADED} {FIRST}", asked, reviewer=reviewer, after=after)


def _load(
    sql: str,
    asked: dict[str, Any],
    *,
    reviewer: User,
    query: str = "",
    more: bool = False,
    after: int | None = None,
) -> ReviewItem | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        row = cursor.fetchone()
    if row is None:
        return None
    found = ITEM.read(row)
    claim, lease, verdict = found["c"], found["l"], found["v"]
    is_others = lease and lease.reviewer_id != reviewer.pk and lease.expires_at > timezone.now()
    board = boards.board(claim=claim)
    places = find_places(claim)
    return ReviewItem(
        claim=claim,
        board=board,
        candidates=_candidates(claim, board, query=query, more=more),
        places=places[:PLACES_SHOWN],
        more_places=max(0, len(places) - PLACES_SHOWN),
        verdict=verdict if verdict and verdict.claim_version >= claim.meaning_version else None,
        held=lease if is_others else None,
        queue=waiting_count(reviewer, after=after),
        more=more,
    )
