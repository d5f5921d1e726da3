import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from claims.domain import claiming, review, verdicts
from claims.models import Lease
from claims.tests.factories import (
    MINISTRY_TEXT,
    make_article,
    make_claim,
    make_evidence,
    make_user,
    make_verdict,
)
from claims.vocabulary import Label, Role, Stance

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(reviewer):
    article = make_article(by=reviewer)
    return [make_claim(by=reviewer, article=article) for _ in range(3)]


def test_the_oldest_open_claim_comes_first(reviewer, three):
    assert review.next_claim(reviewer=reviewer) == three[0]


def test_after_a_claim_comes_the_one_behind_it_and_at_the_end_the_first_again(reviewer, three):
    assert review.next_claim(reviewer=reviewer, after=three[0].pk) == three[1]
    assert review.next_claim(reviewer=reviewer, after=three[2].pk) == three[0]


def test_the_claim_just_left_never_comes_next(reviewer, three):
    for claim in three[:2]:
        make_verdict(by=reviewer, claim=claim)
    assert review.next_claim(reviewer=reviewer, after=three[2].pk) is None
    assert review.next_claim(reviewer=reviewer) == three[2]


def test_skipped_claims_come_when_nothing_else_is_left(reviewer, three):
    skipped = [three[0].pk, three[1].pk]
    assert review.next_claim(reviewer=reviewer, skipping=skipped) == three[2]
    make_verdict(by=reviewer, claim=three[2])
    assert review.next_claim(reviewer=reviewer, skipping=skipped, after=three[2].pk) == three[0]


def test_judged_retracted_and_settled_claims_do_not_come(reviewer, second_reviewer, editor, three, settings):
    settings.VERDICTS_NEEDED = 2
    make_verdict(by=reviewer, claim=three[0])
    claiming.retract_claim(by=editor, claim=three[1], reason="Said twice.")
    make_verdict(by=second_reviewer, claim=three[2])
    make_verdict(by=editor, claim=three[2])
    assert review.next_claim(reviewer=reviewer) is None
    assert review.next_claim(reviewer=second_reviewer) == three[0]
    assert (review.waiting_count(reviewer).number, review.waiting_count(second_reviewer).number) == (0, 1)


def test_the_claim_just_left_is_counted_until_its_verdict_is_in(reviewer, three):
    left = three[0]
    assert review.waiting_count(reviewer, after=left.pk) == (3, True)
    assert review.waiting_count(reviewer) == (3, False)
    make_verdict(by=reviewer, claim=left)
    assert review.waiting_count(reviewer, after=left.pk) == (2, False)


def test_a_claim_whose_meaning_changed_comes_again(reviewer, editor, three):
    claim = three[0]
    make_verdict(by=reviewer, claim=claim)
    claiming.edit_claim(
        by=editor,
        claim=claim,
        version=1,
        statement="Something else.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=True,
    )
    assert review.next_claim(reviewer=reviewer) == claim


def test_a_claim_in_anothers_hands_is_passed_over_until_the_lease_ends(reviewer, second_reviewer, three):
    lease = review.take_lease(by=second_reviewer, claim=three[0])
    assert review.next_claim(reviewer=second_reviewer) == three[0]
    assert review.next_claim(reviewer=reviewer) == three[1]
    Lease.objects.filter(pk=lease.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert review.next_claim(reviewer=reviewer) == three[0]


def test_a_lease_says_who_has_it_and_ends_when_it_is_given_back(reviewer, second_reviewer, three):
    review.take_lease(by=reviewer, claim=three[0])
    with pytest.raises(review.Held, match="Olena Koval is reviewing this claim") as held:
        review.take_lease(by=second_reviewer, claim=three[0])
    assert held.value.by == reviewer
    review.release_lease(by=second_reviewer, claim=three[0])
    assert Lease.objects.get().reviewer == reviewer
    review.release_lease(by=reviewer, claim=three[0])
    assert review.take_lease(by=second_reviewer, claim=three[0]).reviewer == second_reviewer


def test_an_ended_lease_can_be_taken_over_and_ones_own_is_held_longer(
    reviewer, second_reviewer, three, settings
):
    first = review.take_lease(by=reviewer, claim=three[0])
    settings.LEASE_SECONDS *= 2
    assert review.take_lease(by=reviewer, claim=three[0]).expires_at > first.expires_at
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert review.take_lease(by=second_reviewer, claim=three[0]).reviewer == second_reviewer
    assert Lease.objects.count() == 1


def test_one_person_has_one_claim_in_hand(reviewer, three):
    for claim in three:
        review.take_lease(by=reviewer, claim=claim)
    assert [lease.claim for lease in Lease.objects.all()] == [three[2]]


def test_a_stranger_takes_nothing_in_hand(stranger, three):
    with pytest.raises(PermissionDenied):
        review.take_lease(by=stranger, claim=three[0])


@pytest.mark.django_db(transaction=True)
def test_ten_people_at_once_get_ten_claims():
    people = [make_user(Role.REVIEWER) for _ in range(10)]
    article = make_article(by=people[0])
    for _ in people:
        make_claim(by=people[0], article=article)
    ready = threading.Barrier(len(people), timeout=30)

    def take(person):
        try:
            ready.wait()
            return review.take_next(by=person)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        taken = [task.result(timeout=60) for task in [pool.submit(take, person) for person in people]]
    assert len({claim.pk for claim in taken}) == 10
    assert Lease.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_of_ten_people_who_want_one_claim_one_gets_it():
    people = [make_user(Role.REVIEWER) for _ in range(10)]
    claim = make_claim(by=people[0])
    ready = threading.Barrier(len(people), timeout=30)

    def take(person):
        try:
            ready.wait()
            return review.take_lease(by=person, claim=claim).reviewer
        except review.Held as held:
            return held.by
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        holders = [task.result(timeout=60) for task in [pool.submit(take, person) for person in people]]
    assert set(holders) == {Lease.objects.get().reviewer}


def test_a_verdict_gives_the_claim_back(reviewer, three):
    review.take_lease(by=reviewer, claim=three[0])
    make_verdict(by=reviewer, claim=three[0])
    assert not Lease.objects.exists()


def test_the_item_shows_the_words_around_the_claim(reviewer):
    quote = "troops were being regrouped"
    text = f"Heading\n\nOn Saturday {quote} 😀 again. Then it rained.\n\nBehind it."
    claim = make_claim(by=reviewer, article=make_article(by=reviewer, text=text), quote=quote)
    place = review.load_item(reviewer=reviewer, claim_id=claim.pk).places[0]
    assert (place.far_before, place.before) == ("Heading", "On Saturday ")
    assert (place.after, place.far_after) == (" 😀 again. Then it rained.", "Behind it.")


def test_far_away_words_are_cut_at_words(reviewer):
    quote = "troops were being regrouped"
    text = f"{'before ' * 500}{quote}{' behind' * 500}"
    claim = make_claim(by=reviewer, article=make_article(by=reviewer, text=text), quote=quote)
    place = review.load_item(reviewer=reviewer, claim_id=claim.pk).places[0]
    assert place.before.startswith("…before ")
    assert place.before.endswith("before ")
    assert place.after.endswith(" behind…")
    assert len(place.before) < 710


def needs(item):
    return {need.label: need.short for need in item.needs}


def test_the_item_says_what_each_label_still_needs(reviewer, three):
    claim = three[0]

    def item():
        return review.load_item(reviewer=reviewer, claim_id=claim.pk)

    assert needs(item()) == {
        Label.TRUE: "a supporting source",
        Label.FALSE: "a refuting source",
        Label.DISPUTED: "a source on each side",
    }
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    assert needs(item()) == {Label.TRUE: "a supporting source", Label.DISPUTED: "a supporting source"}
    assert item().met == ["1 refuting"]
    make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS, text=MINISTRY_TEXT)
    assert needs(item()) == {}


def test_the_item_holds_ones_own_verdict_and_nobody_elses(reviewer, second_reviewer, settings, three):
    settings.VERDICTS_NEEDED = 2
    claim = three[0]
    make_verdict(by=second_reviewer, claim=claim, rationale="Hidden from others.")
    assert review.load_item(reviewer=reviewer, claim_id=claim.pk).verdict is None
    mine = make_verdict(by=reviewer, claim=claim)
    assert review.load_item(reviewer=reviewer, claim_id=claim.pk).verdict == mine
    verdicts.withdraw(by=reviewer, verdict=mine)
    assert review.load_item(reviewer=reviewer, claim_id=claim.pk).verdict is None


def test_the_item_says_who_else_has_it_in_hand(reviewer, second_reviewer, three):
    review.take_lease(by=second_reviewer, claim=three[0])
    assert "Marko Lis" in review.load_item(reviewer=reviewer, claim_id=three[0].pk).held_message
    assert not review.load_item(reviewer=second_reviewer, claim_id=three[0].pk).held_message


def test_the_wording_of_an_earlier_version_is_kept(reviewer, editor, three):
    claim = three[0]
    before = claim.statement
    changed = claiming.edit_claim(
        by=editor,
        claim=claim,
        version=1,
        statement="New words.",
        claimant_name="Somebody",
        claimed_on=None,
        changes_meaning=False,
    )
    earlier = review.wording_at(claim=changed, version=1)
    assert (earlier.statement, earlier.claimant) == (before, "Russian Ministry of Defence")
    assert review.wording_at(claim=changed, version=2).statement == "New words."
    assert review.wording_at(claim=changed, version=99).statement == "New words."


def test_verdicts_given_today_are_counted_without_those_taken_back(reviewer, three):
    for claim in three[:2]:
        make_verdict(by=reviewer, claim=claim)
    verdicts.withdraw(by=reviewer, verdict=make_verdict(by=reviewer, claim=three[2]))
    assert review.given_today(reviewer) == 2
