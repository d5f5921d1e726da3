"""What a person says of two articles stands, until a person says otherwise."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from claims.domain.audit import verify
from claims.domain.copies import decide, find_copies_pending, join, part, undo
from claims.domain.copies.finding import forget_signatures
from claims.domain.refusals import Refused
from claims.models import AuditEvent, Choice, CopyPair, Story
from claims.tests.texts import are_one, sentences, stories, text_of
from claims.vocabulary import Action, PairState, Proposal

pytestmark = pytest.mark.django_db

A = sentences("a")


@pytest.fixture
def asked(store):
    """Two articles that share eight sentences of twenty."""
    articles = store(text_of(A)), store(text_of(A[:8], sentences("b", 12)))
    find_copies_pending()
    return *articles, CopyPair.objects.get()


@pytest.fixture
def copies(store):
    """Three copies of one text."""
    articles = [store(text_of(A)), store(text_of(A)), store(text_of(A, ["One more."]))]
    find_copies_pending()
    return articles


def look_again():
    forget_signatures()
    find_copies_pending()


def test_the_same_story(asked, reviewer):
    one, other, pair = asked
    pair = decide(by=reviewer, pair=pair, same=True, rank=1, shown=4)
    assert are_one(one, other)
    assert (pair.state, pair.decided_by) == (PairState.CONFIRMED, reviewer)
    choice = Choice.objects.get()
    assert (choice.kind, choice.action, choice.rank, choice.shown) == (Proposal.COPY, Action.TAKEN, 1, 4)
    assert (choice.score, choice.article) == (pair.jaccard, other)
    look_again()
    assert CopyPair.objects.get().state == PairState.CONFIRMED
    assert verify().is_whole


def test_different_stories(asked, reviewer, revise):
    one, other, pair = asked
    decide(by=reviewer, pair=pair, same=False)
    assert stories(one, other) == [None, None]
    assert Choice.objects.get().action == Action.REFUSED
    revise(other, text_of(A))
    find_copies_pending()
    pair.refresh_from_db()
    assert (pair.state, pair.jaccard) == (PairState.REFUSED, 1)
    assert stories(one, other) == [None, None]


def test_said_twice_is_said_once(asked, reviewer, second_reviewer):
    *_, pair = asked
    decide(by=reviewer, pair=pair, same=True)
    assert decide(by=second_reviewer, pair=pair, same=True).decided_by == reviewer
    assert Choice.objects.count() == AuditEvent.objects.filter(action="story.joined").count() == 1


@pytest.mark.parametrize("same", [True, False])
def test_a_decision_can_be_taken_back(asked, reviewer, same):
    one, other, pair = asked
    decide(by=reviewer, pair=pair, same=same)
    undo(by=reviewer, pair=pair)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by, pair.was) == (PairState.ASKED, None, "")
    assert stories(one, other) == [None, None]
    assert AuditEvent.objects.filter(action="story.undone").count() == 1
    undo(by=reviewer, pair=pair)
    assert AuditEvent.objects.filter(action="story.undone").count() == 1


def test_an_article_is_taken_out_and_stays_out(copies, reviewer, store):
    one, other, third = copies
    part(by=reviewer, article=other)
    assert are_one(one, third)
    assert stories(other) == [None]
    look_again()
    assert stories(other) == [None]
    # Nor does a fourth copy bring it back in.
    fourth = store(text_of(A))
    find_copies_pending()
    assert stories(other) == [None]
    assert are_one(one, third, fourth)
    assert CopyPair.objects.asked().get(first=other, second=fourth).why == (
        "A person told their stories apart before"
    )


def test_who_remains_alone_has_no_story(store, reviewer):
    one, other = store(text_of(A)), store(text_of(A))
    find_copies_pending()
    story = Story.objects.get()
    pair = part(by=reviewer, article=one)
    assert stories(one, other) == [None, None]
    undo(by=reviewer, pair=pair)
    assert stories(one, other) == [story.pk, story.pk]
    assert CopyPair.objects.get().state == PairState.JOINED


def test_taking_out_can_be_undone(copies, reviewer):
    before = stories(*copies), set(CopyPair.objects.values_list("first", "second", "state"))
    pair = part(by=reviewer, article=copies[1])
    undo(by=reviewer, pair=pair)
    known = CopyPair.objects.exclude(state=PairState.UNLIKE)
    assert (stories(*copies), set(known.values_list("first", "second", "state"))) == before
    assert not CopyPair.objects.filter(state=PairState.REFUSED).exists()


def test_an_article_without_a_story_has_nothing_to_leave(store, reviewer):
    assert part(by=reviewer, article=store(text_of(A))) is None
    assert not AuditEvent.objects.filter(action__startswith="story.").exists()


def test_the_bridge_between_two_stories_parts_them_again(store, reviewer):
    one, other = store(text_of(A)), store(text_of(A))
    third, fourth = store(text_of(A[:8], sentences("b", 12))), store(text_of(A[:8], sentences("b", 12)))
    find_copies_pending()
    was = stories(one, other, third, fourth)
    pair = CopyPair.objects.asked().first()
    decide(by=reviewer, pair=pair, same=True)
    assert are_one(one, other, third, fourth)
    decide(by=reviewer, pair=pair, same=False)
    assert are_one(one, other)
    assert are_one(third, fourth)
    assert not are_one(one, third)
    undo(by=reviewer, pair=pair)
    assert are_one(one, other, third, fourth)
    assert stories(one)[0] in was


def test_taking_back_the_bridge_parts_them_too(store, reviewer):
    one, other = store(text_of(A)), store(text_of(A))
    third, fourth = store(text_of(A[:8], sentences("b", 12))), store(text_of(A[:8], sentences("b", 12)))
    find_copies_pending()
    pair = CopyPair.objects.asked().first()
    decide(by=reviewer, pair=pair, same=True)
    undo(by=reviewer, pair=pair)
    assert are_one(one, other)
    assert are_one(third, fourth)
    assert not are_one(one, third)


def test_stories_that_were_told_apart_are_not_joined_through_a_third(asked, store, reviewer):
    one, other, pair = asked
    third = store(text_of(A, ["And on."]))
    find_copies_pending()
    decide(by=reviewer, pair=pair, same=False)
    waiting, *_ = CopyPair.objects.get_or_create(
        first=other, second=third, defaults={"state": PairState.ASKED}
    )
    with pytest.raises(Refused, match="different stories"):
        decide(by=reviewer, pair=waiting, same=True)
    assert stories(other) == [None]
    # The last word counts: the two themselves can still be said to be one.
    decide(by=reviewer, pair=pair, same=True)
    assert are_one(one, other, third)


def test_a_person_joins_what_the_machine_saw_nothing_in(store, reviewer):
    articles = [store(text_of(sentences(seed))) for seed in "abc"]
    find_copies_pending()
    join(by=reviewer, articles=articles)
    assert are_one(*articles)
    assert CopyPair.objects.filter(state=PairState.CONFIRMED, jaccard=None).count() == 2
    look_again()
    assert are_one(*articles)
    part(by=reviewer, article=articles[2])
    join(by=reviewer, articles=[articles[0], articles[2]])
    assert are_one(*articles)
    assert not CopyPair.objects.filter(state=PairState.REFUSED).exists()
    with pytest.raises(Refused):
        join(by=reviewer, articles=articles[:1])


def test_only_people_with_a_role_decide(asked, stranger):
    one, other, pair = asked
    for attempt in (
        lambda: decide(by=stranger, pair=pair, same=True),
        lambda: undo(by=stranger, pair=pair),
        lambda: part(by=stranger, article=one),
        lambda: join(by=stranger, articles=[one, other]),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "confirmed"},
        {"state": "maybe"},
        {"state": "asked", "jaccard": 1.5, "first_in_second": 1, "second_in_first": 1, "shared": 1},
        {"state": "asked", "turned": True},
    ],
)
def test_the_database_refuses_a_pair_that_makes_no_sense(store, fields):
    one, other = store(text_of(A)), store(text_of(sentences("b")))
    if fields.pop("turned", False):
        one, other = other, one
    with pytest.raises(IntegrityError), transaction.atomic():
        CopyPair.objects.create(first=one, second=other, **fields)
