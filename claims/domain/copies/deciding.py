"""What people decide about copies. It stands against the machine, and the last word counts."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.domain import access, audit, choices
from claims.domain.copies.stories import (
    Group,
    between,
    connected,
    group_of,
    lock_stories,
    refused_between,
    take_out,
    unite,
)
from claims.domain.refusals import Refused
from claims.models import Article, CopyPair, User
from claims.vocabulary import Action, PairState, Proposal

MOST_JOINED = 100
DECIDED = (PairState.CONFIRMED, PairState.REFUSED)


@transaction.atomic
def decide(
    *, by: User, pair: CopyPair, same: bool, rank: int | None = None, shown: int | None = None
) -> CopyPair:
    """Say whether two articles are the same story, and put them together or apart accordingly.

    ``rank`` and ``shown`` say where the question stood among others. Raises Refused where the two
    stand in stories that somebody told apart. Saying it twice is the same as once.
    """
    access.require(access.can_sort_copies, by)
    lock_stories()
    locked = CopyPair.objects.select_for_update(of=("self",)).select_related("second").get(pk=pair.pk)
    state = PairState.CONFIRMED if same else PairState.REFUSED
    if locked.state == state:
        return locked
    one, other = group_of(locked.first_id), group_of(locked.second_id)
    together = one.story if one.story == other.story else None
    proposed = locked.state in (PairState.ASKED, PairState.JOINED)
    _decide(locked, by=by, state=state, together_in=together)
    if same and together is None:
        _refuse_if_told_apart(one, other)
        unite(by=by, one=one, other=other)
    elif not same and together is not None:
        _take_apart(by=by, pair=locked, story=together, members=one.articles)
    if proposed:
        choices.note(
            by=by,
            kind=Proposal.COPY,
            action=Action.TAKEN if same else Action.REFUSED,
            rank=rank,
            shown=shown,
            score=locked.jaccard,
            made_by=locked.made_with,
            article=locked.second,
            pair=locked.pk,
            first=locked.first_id,
            second=locked.second_id,
            was=locked.was,
        )
    audit.record(
        action="story.joined" if same else "story.parted",
        by=by,
        target=locked.second,
        other=locked.first_id,
        pair=locked.pk,
        was=locked.was,
        story=group_of(locked.second_id)[0],
    )
    return locked


@transaction.atomic
def decide_two(*, by: User, one: Article, other: Article, same: bool) -> CopyPair:
    """Say whether any two articles are the same story, also where the machine saw nothing. Raises Refused."""
    access.require(access.can_sort_copies, by)
    if one.pk == other.pk:
        raise Refused("This is one and the same article.")
    lock_stories()
    first, second = sorted((one.pk, other.pk))
    pair = CopyPair.objects.get_or_create(
        first_id=first, second_id=second, defaults={"state": PairState.UNLIKE}
    )[0]
    return decide(by=by, pair=pair, same=same)


@transaction.atomic
def join(*, by: User, articles: Sequence[Article]) -> None:
    """Put articles into one story, and all that stand with them, whatever was said of them before.

    Raises Refused for less than two articles or more than a hundred.
    """
    access.require(access.can_sort_copies, by)
    chosen = sorted({article.pk for article in articles})
    if not 2 <= len(chosen) <= MOST_JOINED:
        raise Refused(f"Choose two articles or more, up to {MOST_JOINED}.")
    lock_stories()
    now = timezone.now()
    for article, next_article in pairwise(chosen):
        one, other = group_of(article), group_of(next_article)
        together = one.story if one.story == other.story else None
        told_apart = CopyPair.objects.filter(between(one.articles, other.articles), state=PairState.REFUSED)
        for pair in [*told_apart.select_for_update(), *_pair_of(article, next_article)]:
            _decide(pair, by=by, state=PairState.CONFIRMED, together_in=together, at=now)
        unite(by=by, one=one, other=other)
    audit.record(
        action="story.joined",
        by=by,
        target=Article(pk=chosen[-1]),
        others=chosen[:-1],
        story=group_of(chosen[0])[0],
    )


@transaction.atomic
def part(*, by: User, article: Article) -> CopyPair | None:
    """Take an article out of its story; the machine won't put it back.

    Returns one of the pairs that say so, by which it can be undone; None where it stood in no story.
    """
    access.require(access.can_sort_copies, by)
    lock_stories()
    story, members = group_of(article.pk)
    if story is None:
        return None
    pairs = _part(by=by, article_id=article.pk, story=story, members=members)
    machines = [pair for pair in pairs if pair.was in (PairState.JOINED, PairState.ASKED)]
    if machines:
        best = max(machines, key=lambda pair: pair.jaccard or 0)
        choices.note(
            by=by,
            kind=Proposal.COPY,
            action=Action.REFUSED,
            score=best.jaccard,
            made_by=best.made_with,
            article=article,
            pair=best.pk,
            first=best.first_id,
            second=best.second_id,
            was=best.was,
        )
    audit.record(
        action="story.parted",
        by=by,
        target=article,
        story=story,
        others=[member for member in members if member != article.pk],
    )
    return pairs[0]


@transaction.atomic
def undo(*, by: User, pair: CopyPair) -> CopyPair:
    """Take back a decision, with all that was decided with it: states and stories are as they were.

    A pair that nobody decided about stays as it is. Raises Refused where the stories that it would
    bring together again have been told apart since.
    """
    access.require(access.can_sort_copies, by)
    lock_stories()
    locked = CopyPair.objects.select_for_update(of=("self",)).select_related("second").get(pk=pair.pk)
    if locked.state not in DECIDED:
        return locked
    state, together = locked.state, locked.together_in_id
    decided = CopyPair.objects.filter(
        Q(first__in=[locked.first_id, locked.second_id]) | Q(second__in=[locked.first_id, locked.second_id]),
        decided_by=locked.decided_by_id,
        decided_at=locked.decided_at,
    )
    undone = [one.pk for one in decided.select_for_update(of=("self",))]
    for one in CopyPair.objects.filter(pk__in=undone):
        before = PairState.ASKED if one.was in DECIDED else PairState(one.was)
        one.state = PairState.UNLIKE if one.jaccard is None else before
        one.was, one.together_in, one.decided_by, one.decided_at = "", None, None, None
        one.save()
    if state == PairState.REFUSED and together is not None:
        left, right = group_of(locked.first_id), group_of(locked.second_id)
        _refuse_if_told_apart(left, right)
        unite(by=by, one=left, other=right, into=together)
    elif state == PairState.CONFIRMED and together is None:
        story, members = group_of(locked.second_id)
        side = connected(locked.second_id, members=members)
        if story is not None and locked.first_id in members and locked.first_id not in side:
            take_out(by=by, story=story, articles=side)
    locked.refresh_from_db()
    audit.record(
        action="story.undone",
        by=by,
        target=locked.second,
        other=locked.first_id,
        was=state,
        pairs=undone,
        story=group_of(locked.second_id)[0],
    )
    return locked


def _decide(
    pair: CopyPair, *, by: User, state: PairState, together_in: int | None, at: datetime | None = None
) -> None:
    pair.was, pair.state = pair.state, state
    pair.together_in_id, pair.decided_by = together_in, by
    pair.decided_at = at or timezone.now()
    pair.save()


def _pair_of(one: int, other: int) -> list[CopyPair]:
    """Return the pair of two articles, new where there is none, unless it says already that they are one."""
    first, second = sorted((one, other))
    pair = CopyPair.objects.filter(first=first, second=second).first()
    pair = pair or CopyPair(first_id=first, second_id=second, state=PairState.UNLIKE)
    return [] if pair.state in DECIDED else [pair]


def _refuse_if_told_apart(one: Group, other: Group) -> None:
    refused = refused_between(one.articles, other.articles)
    if refused is not None:
        raise Refused(
            f"Somebody said that “{refused.first}” ({refused.first.publisher}) and “{refused.second}”"
            f" ({refused.second.publisher}) are different stories. Compare those two first."
        )


def _take_apart(*, by: User, pair: CopyPair, story: int, members: list[int]) -> None:
    """Part two articles of one story: where nothing else holds them together, the smaller side leaves."""
    first, second = (connected(one, members=members) for one in (pair.first_id, pair.second_id))
    if pair.second_id in first:
        _part(by=by, article_id=pair.second_id, story=story, members=members, at=pair.decided_at)
        return
    leaving = first if len(first) < len(second) else second
    take_out(by=by, story=story, articles=leaving)


def _part(
    *, by: User, article_id: int, story: int, members: list[int], at: datetime | None = None
) -> list[CopyPair]:
    """Take an article out and remember it against all whom it leaves."""
    others = [member for member in members if member != article_id]
    known = {
        (pair.second_id if pair.first_id == article_id else pair.first_id): pair
        for pair in CopyPair.objects.filter(between([article_id], others)).select_for_update()
    }
    now = at or timezone.now()
    pairs = []
    for other in others:
        first, second = sorted((article_id, other))
        pair = known.get(other) or CopyPair(first_id=first, second_id=second, state=PairState.UNLIKE)
        if pair.state != PairState.REFUSED:
            _decide(pair, by=by, state=PairState.REFUSED, together_in=story, at=now)
        pairs.append(pair)
    take_out(by=by, story=story, articles={article_id})
    return pairs
