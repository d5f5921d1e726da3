"""What the machine does with candidates: joins, asks, and leaves alone what people decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from claims.domain import audit
from claims.domain.copies.judging import ASKED_CONTAINMENT, JOINED_JACCARD, Judgement, judge
from claims.domain.copies.shingles import Sketch, Text, estimate
from claims.domain.copies.signing import MADE_WITH, Candidate, Signed, read_texts
from claims.domain.copies.stories import Group, members_of, refused_between, unite
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
    """One batch: what was read of the database once, and what will be written to it at the end.

    ``stories`` says in which story an article stands, ``refused`` holds the pairs (lower id first) of
    this batch's articles and candidates that somebody told apart, ``pairs`` what is on record by
    article and other article, and ``seen`` whom this batch compared.
    """

    texts: dict[int, Text]
    stories: dict[int, int | None]
    refused: set[tuple[int, int]]
    pairs: dict[int, dict[int, CopyPair]] = field(default_factory=dict)
    seen: set[tuple[int, int]] = field(default_factory=set)
    made: list[CopyPair] = field(default_factory=list)
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

    def group(self, article_id: int) -> Group:
        story = self.stories.get(article_id)
        return Group(None, [article_id]) if story is None else Group(story, members_of(story))

    def are_together(self, one: int, other: int) -> bool:
        story = self.stories.get(one)
        return story is not None and story == self.stories.get(other)

    def told_apart(self, one: Group, other: Group) -> bool:
        if len(one.articles) == len(other.articles) == 1:
            return _in_order(one.articles[0], other.articles[0]) in self.refused
        return refused_between(one.articles, other.articles) is not None

    def remember(self, pair: CopyPair) -> None:
        self.pairs.setdefault(pair.first_id, {})[pair.second_id] = pair
        self.pairs.setdefault(pair.second_id, {})[pair.first_id] = pair


def _in_order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def sort_out(batch: Sequence[Found]) -> None:
    """Join, ask or leave alone, for every text and its candidates; the stories are locked.

    What was found before is judged again where a text is new. A join that no longer holds becomes a
    question, and the articles stay together until a person answers it.
    """
    sorting = _prepare(batch)
    for near in batch:
        for pair in sorting.pairs.get(near.signed.article_id, {}).values():
            _judge_again(sorting, pair)
        _judge_new(sorting, near)
    CopyPair.objects.bulk_create(sorting.made)
    for event in sorting.events:
        audit.record(by=None, **event)


def _prepare(batch: Sequence[Found]) -> _Sorting:
    """Read what is on record of the articles and their candidates, and the likeliest ones' texts."""
    mine = [near.signed.article_id for near in batch]
    known = list(
        CopyPair.objects.filter(Q(first__in=mine) | Q(second__in=mine))
        .select_related("first", "second")
        .order_by("pk")
    )
    met = {*mine, *(one.article_id for near in batch for one in near.candidates)}
    ids = met | {article for pair in known for article in (pair.first_id, pair.second_id)}
    refused = CopyPair.objects.filter(Q(first__in=met) | Q(second__in=met), state=PairState.REFUSED)
    texts = {near.signed.revision_id: near.signed.text for near in batch}
    likeliest = [near.candidates[0].revision_id for near in batch if near.candidates]
    texts |= read_texts([revision for revision in likeliest if revision not in texts])
    sorting = _Sorting(
        texts=texts,
        stories=dict(Article.objects.filter(pk__in=ids).values_list("pk", "story_id")),
        refused=set(refused.values_list("first_id", "second_id")),
    )
    for pair in known:
        sorting.remember(pair)
    return sorting


def _judge_again(sorting: _Sorting, pair: CopyPair) -> None:
    """Bring a pair that was measured before this batch up to date with its articles' current texts."""
    if pair.pk is None or pair.jaccard is None:
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
    together = sorting.are_together(pair.first_id, pair.second_id)
    if state != PairState.JOINED and together:
        state, why = PairState.ASKED, LESS_ALIKE if pair.state == PairState.JOINED else why or LESS_ALIKE
    elif state == PairState.JOINED and not together:
        one, other = sorting.group(pair.first_id), sorting.group(pair.second_id)
        why = _doubt_about_stories(sorting, pair, found, one=one, other=other)
        if why:
            state = PairState.ASKED
        else:
            _join(sorting, pair, found, one=one, other=other)
    pair.state, pair.why = state, why if state == PairState.ASKED else ""


def _join(sorting: _Sorting, pair: CopyPair, found: Judgement, *, one: Group, other: Group) -> None:
    story = unite(by=None, one=one, other=other)
    sorting.stories |= dict.fromkeys([*one.articles, *other.articles], story)
    event = {
        "action": "story.joined",
        "target": Article(pk=pair.second_id),
        "story": story,
        "other": pair.first_id,
        "shared": found.likeness.shared,
        "shingles": [found.likeness.first, found.likeness.second],
        "made_with": MADE_WITH,
    }
    sorting.events.append(event)


def _doubt_about_stories(
    sorting: _Sorting, pair: CopyPair, found: Judgement, *, one: Group, other: Group
) -> str:
    """Say why two texts that are alike must not bring their stories together; empty where they may."""
    if sorting.told_apart(one, other):
        return TOLD_APART
    if found.likeness.jaccard >= JOINED_JACCARD:
        return ""
    # One only stands in the other. If that one holds a third which has nothing of the first, it may be
    # a digest of several stories.
    longer_is_first = found.likeness.first > found.likeness.second
    longer, members = (pair.first_id, one) if longer_is_first else (pair.second_id, other)
    shorter = pair.second_revision_id if longer_is_first else pair.first_revision_id
    company = [member for member in members.articles if member != longer][:MEMBERS_SEEN]
    if not company:
        return ""
    mine = _sketches(revision__in=[shorter])
    theirs = _sketches(revision__article__in=company)
    alike = any(estimate(me, they).containment >= ASKED_CONTAINMENT for me in mine for they in theirs)
    return "" if alike else SEVERAL_INSIDE


def _sketches(**chosen: Any) -> list[Sketch]:
    rows = CopySignature.objects.filter(**chosen).values_list("shingles", "step", "sketch")
    return [
        Sketch.unpacked(shingles=shingles, step=step, sketch=bytes(sketch)) for shingles, step, sketch in rows
    ]


def _judge_new(sorting: _Sorting, near: Found) -> None:
    """Compare a text with candidates that it was never held against."""
    me, read = near.signed, 0
    pairs = sorting.pairs.setdefault(me.article_id, {})
    asked = sum(pair.state == PairState.ASKED for pair in pairs.values())
    for candidate in _those_taken_out_last(sorting, near.candidates):
        sides = _in_order(me.article_id, candidate.article_id)
        pair = pairs.get(candidate.article_id) or CopyPair(first_id=sides[0], second_id=sides[1])
        is_known = pair.state and (pair.state != PairState.UNLIKE or pair.jaccard is not None)
        if is_known or sides in sorting.seen or sorting.are_together(*sides):
            continue
        if read and read + candidate.shingles > MOST_READ:
            continue
        read += candidate.shingles
        sorting.seen.add(sides)
        revisions = {me.article_id: me.revision_id, candidate.article_id: candidate.revision_id}
        pair.first_revision_id, pair.second_revision_id = (revisions[side] for side in sides)
        found = sorting.judge(pair)
        if found.state == PairState.UNLIKE:
            continue
        _settle(sorting, pair, found)
        if pair.state == PairState.ASKED:
            if asked >= MOST_ASKED:
                continue
            asked += 1
        if pair.pk is None:
            sorting.made.append(pair)
            sorting.remember(pair)
        else:
            pair.save()


def _those_taken_out_last(sorting: _Sorting, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Put behind the others who was taken out of a story, so that new copies stay with those in it."""
    taken_out = {article for pair in sorting.refused for article in pair}
    return sorted(
        candidates,
        key=lambda one: one.article_id in taken_out and sorting.stories.get(one.article_id) is None,
    )
