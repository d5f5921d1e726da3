"""What the machine does with candidates: joins, asks, and leaves alone what people decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from claims.domain import audit
from claims.domain.copies.judging import ASKED_CONTAINMENT, JOINED_JACCARD, Judgement, judge
from claims.domain.copies.shingles import Sketch, Text, estimate
from claims.domain.copies.signing import MADE_WITH, Candidate, Signed, read_texts
from claims.domain.copies.stories import group_of, refused_between, unite
from claims.models import Article, CopyPair, CopySignature
from claims.vocabulary import PairState

# A person is asked about so many pairs of one new text at most: behind more stands a form.
MOST_ASKED = 5
# Beyond the first, candidates are read up to so many shingles together.
MOST_READ = 2_000_000
# A text that is added to a longer one's story is held against so many others of it.
MEMBERS_SEEN = 20

LESS_ALIKE = "They were joined before; the newer text is less alike"
TOLD_APART = "A person told their stories apart before"
SEVERAL_INSIDE = "The longer text holds another article as well"


@dataclass(frozen=True, slots=True)
class Found:
    """A text and its candidates, likeliest first."""

    signed: Signed
    candidates: Sequence[Candidate]


@dataclass
class _Sorting:
    """One batch: texts that were read, and what there will be to log."""

    texts: dict[int, Text]
    events: list[dict[str, Any]] = field(default_factory=list)

    def text(self, revision_id: int) -> Text:
        if revision_id not in self.texts:
            self.texts |= read_texts([revision_id])
        return self.texts[revision_id]

    def judge(self, pair: CopyPair) -> Judgement:
        """Compare the texts that a pair names, and note in it what they share."""
        assert pair.first_revision_id
        assert pair.second_revision_id
        found = judge(self.text(pair.first_revision_id), self.text(pair.second_revision_id))
        pair.shared, pair.jaccard = found.likeness.shared, found.likeness.jaccard
        pair.first_in_second = found.likeness.first_in_second
        pair.second_in_first = found.likeness.second_in_first
        pair.made_with = MADE_WITH
        return found


def sort_out(batch: Sequence[Found]) -> None:
    """Join, ask or leave alone, for every text and its candidates; the stories are locked.

    What was found before is judged again where a text is new. A join that no longer holds becomes a
    question, and the articles stay together until a person answers it.
    """
    sorting = _Sorting({one.signed.revision_id: one.signed.text for one in batch})
    known = _known_pairs([one.signed.article_id for one in batch])
    first = [near.candidates[0].revision_id for near in batch if near.candidates]
    sorting.texts |= read_texts([revision for revision in first if revision not in sorting.texts])
    for near in batch:
        article_id = near.signed.article_id
        pairs = {
            (pair.second_id if pair.first_id == article_id else pair.first_id): pair
            for pair in known
            if article_id in (pair.first_id, pair.second_id)
        }
        for pair in pairs.values():
            _judge_again(sorting, pair)
        _judge_new(
            sorting,
            near,
            asked=sum(pair.state == PairState.ASKED for pair in pairs.values()),
            pairs=pairs,
            known=known,
        )
    for event in sorting.events:
        audit.record(by=None, **event)


def _known_pairs(articles: Sequence[int]) -> list[CopyPair]:
    """Return the pairs of articles that are on record, with what the articles read now."""
    return list(
        CopyPair.objects.filter(Q(first__in=articles) | Q(second__in=articles))
        .select_related("first", "second")
        .order_by("pk")
    )


def _judge_again(sorting: _Sorting, pair: CopyPair) -> None:
    """Bring a pair that was measured before up to date with its articles' current texts."""
    if pair.jaccard is None:
        return
    now = (pair.first.current_revision_id, pair.second.current_revision_id)
    if (pair.first_revision_id, pair.second_revision_id, pair.made_with) == (*now, MADE_WITH):
        return
    if pair.first.is_retracted or pair.second.is_retracted:
        return
    pair.first_revision_id, pair.second_revision_id = now
    found = sorting.judge(pair)
    if pair.state not in (PairState.CONFIRMED, PairState.REFUSED):
        _settle(sorting, pair, found)
    pair.save()


def _settle(sorting: _Sorting, pair: CopyPair, found: Judgement) -> None:
    """Give an undecided pair the state that its texts ask for, and join its stories where they do."""
    state, why = found.state, found.why
    together = bool(pair.pk) and _are_together(pair)
    if state != PairState.JOINED and together:
        state, why = PairState.ASKED, LESS_ALIKE if pair.state == PairState.JOINED else why or LESS_ALIKE
    elif state == PairState.JOINED and not together:
        why = _doubt_about_stories(sorting, pair, found)
        if why:
            state = PairState.ASKED
        else:
            story = unite(by=None, first=pair.first_id, second=pair.second_id)
            sorting.events.append(
                {
                    "action": "story.joined",
                    "target": Article(pk=pair.second_id),
                    "story": story,
                    "other": pair.first_id,
                    "shared": found.likeness.shared,
                    "shingles": [found.likeness.first, found.likeness.second],
                    "made_with": MADE_WITH,
                }
            )
    pair.state, pair.why = state, why if state == PairState.ASKED else ""


def _are_together(pair: CopyPair) -> bool:
    stories = Article.objects.filter(pk__in=[pair.first_id, pair.second_id]).values_list(
        "story_id", flat=True
    )
    return None not in stories and len(set(stories)) == 1


def _doubt_about_stories(sorting: _Sorting, pair: CopyPair, found: Judgement) -> str:
    """Say why two texts that are alike must not bring their stories together; empty where they may."""
    (_, ones), (_, others) = group_of(pair.first_id), group_of(pair.second_id)
    if refused_between(ones, others) is not None:
        return TOLD_APART
    if found.likeness.jaccard >= JOINED_JACCARD:
        return ""
    # One only stands in the other. If that one holds a third which has nothing of the first, it may be
    # a digest of several stories.
    longer_is_first = found.likeness.first > found.likeness.second
    longer, members = (pair.first_id, ones) if longer_is_first else (pair.second_id, others)
    shorter = pair.second_revision_id if longer_is_first else pair.first_revision_id
    company = [member for member in members if member != longer][:MEMBERS_SEEN]
    if not company:
        return ""
    mine = _sketches(revision__in=[shorter])
    theirs = _sketches(revision__article__in=company)
    alike = any(estimate(one, other).containment >= ASKED_CONTAINMENT for one in mine for other in theirs)
    return "" if alike else SEVERAL_INSIDE


def _sketches(**chosen: Any) -> list[Sketch]:
    rows = CopySignature.objects.filter(**chosen).values_list("shingles", "step", "sketch")
    return [
        Sketch.unpacked(shingles=shingles, step=step, sketch=bytes(sketch)) for shingles, step, sketch in rows
    ]


def _judge_new(
    sorting: _Sorting, near: Found, *, asked: int, pairs: dict[int, CopyPair], known: list[CopyPair]
) -> None:
    """Compare a text with candidates that it was never held against."""
    me, read = near.signed, 0
    fresh = [one for one in near.candidates if _is_new(pairs.get(one.article_id))]
    if not fresh:
        return
    stories = _stories([me.article_id, *(one.article_id for one in fresh)])
    for candidate in _those_taken_out_last(fresh, stories):
        mine = stories.get(me.article_id)
        if mine is not None and stories.get(candidate.article_id) == mine:
            continue
        if read and read + candidate.shingles > MOST_READ:
            continue
        read += candidate.shingles
        sides = sorted([(me.article_id, me.revision_id), (candidate.article_id, candidate.revision_id)])
        pair = pairs.get(candidate.article_id) or CopyPair(first_id=sides[0][0], second_id=sides[1][0])
        pair.first_revision_id, pair.second_revision_id = sides[0][1], sides[1][1]
        found = sorting.judge(pair)
        if found.state == PairState.UNLIKE:
            continue
        _settle(sorting, pair, found)
        if pair.state == PairState.ASKED:
            if asked >= MOST_ASKED:
                continue
            asked += 1
        pair.save()
        known.append(pair)
        if pair.state == PairState.JOINED:
            stories = _stories(stories)


def _is_new(pair: CopyPair | None) -> bool:
    return pair is None or (pair.state == PairState.UNLIKE and pair.jaccard is None)


def _those_taken_out_last(fresh: Sequence[Candidate], stories: dict[int, int | None]) -> Sequence[Candidate]:
    """Put behind the others who was taken out of a story, so that new copies stay with those in it."""
    alone = [one.article_id for one in fresh if stories.get(one.article_id) is None]
    refused = CopyPair.objects.filter(Q(first__in=alone) | Q(second__in=alone), state=PairState.REFUSED)
    taken_out = {article for pair in refused.values_list("first_id", "second_id") for article in pair}
    return sorted(fresh, key=lambda one: one.article_id in taken_out and one.article_id in alone)


def _stories(articles: Iterable[int]) -> dict[int, int | None]:
    return dict(Article.objects.filter(pk__in=list(articles)).values_list("pk", "story_id"))
