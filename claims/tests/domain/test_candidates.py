"""What people make of proposed passages, and what is kept of it."""

import pytest
from django.core.exceptions import PermissionDenied

from claims.domain import candidates, evidence
from claims.domain.candidates import ShownAs, read_shown_as
from claims.domain.refusals import Refused
from claims.models import AuditEvent, Choice, Evidence, RefusedPassage
from claims.tests.factories import INSTITUTE_TEXT, make_article, make_claim
from claims.vocabulary import Action, Proposal, Stance

pytestmark = pytest.mark.django_db

SHOWN = ShownAs(rank=2, shown=8, score=0.0321, made_by="words+vectors-1")


@pytest.fixture
def claim(reviewer):
    return make_claim(by=reviewer)


@pytest.fixture
def place(reviewer):
    """The first sentence of another article."""
    revision = make_article(by=reviewer, text=INSTITUTE_TEXT).current_revision
    return {"revision": revision, "start": 0, "end": 63}


def test_taking_a_passage_brings_it_and_is_kept(reviewer, claim, place):
    brought = candidates.take_candidate(
        by=reviewer, claim=claim, stance=Stance.REFUTES, shown_as=SHOWN, **place
    )
    assert (brought.stance, brought.claim) == (Stance.REFUTES, claim)
    choice = Choice.objects.get()
    assert (choice.kind, choice.action, choice.claim, choice.by) == (
        Proposal.PASSAGE,
        Action.TAKEN,
        claim,
        reviewer,
    )
    assert (choice.rank, choice.shown, choice.score, choice.made_by) == (2, 8, 0.0321, "words+vectors-1")
    assert choice.data == {"revision": place["revision"].pk, "start": 0, "end": 63, "stance": "refutes"}


def test_a_passage_that_nobody_proposed_is_no_choice(reviewer, claim, place):
    candidates.take_candidate(by=reviewer, claim=claim, stance=Stance.REFUTES, **place)
    assert Evidence.objects.count() == 1
    assert not Choice.objects.exists()


def test_what_cannot_be_brought_was_not_taken(reviewer, claim, place):
    with pytest.raises(Refused):
        candidates.take_candidate(by=reviewer, claim=claim, stance="perhaps", shown_as=SHOWN, **place)
    assert not Choice.objects.exists()


def test_refusing_puts_aside_once_and_is_kept(reviewer, second_reviewer, claim, place):
    refused = candidates.refuse_candidate(by=reviewer, claim=claim, shown_as=SHOWN, **place)
    assert candidates.refuse_candidate(by=second_reviewer, claim=claim, shown_as=SHOWN, **place) == refused
    assert RefusedPassage.objects.count() == 1
    choice = Choice.objects.get()
    assert (choice.action, choice.rank, choice.by) == (Action.REFUSED, 2, reviewer)
    event = AuditEvent.objects.filter(action="passage.refused").get()
    assert event.data["quote"] == INSTITUTE_TEXT[:63]


def test_a_refusal_can_be_undone_and_done_again(reviewer, claim, place):
    candidates.refuse_candidate(by=reviewer, claim=claim, **place)
    candidates.propose_again(by=reviewer, claim=claim, **place)
    candidates.propose_again(by=reviewer, claim=claim, **place)
    assert not RefusedPassage.objects.standing().exists()
    assert AuditEvent.objects.filter(action="passage.proposed_again").count() == 1
    candidates.refuse_candidate(by=reviewer, claim=claim, **place)
    assert RefusedPassage.objects.standing().count() == 1
    assert RefusedPassage.objects.count() == 2


def test_evidence_is_not_put_aside(reviewer, claim, place):
    brought = candidates.take_candidate(by=reviewer, claim=claim, stance=Stance.CONTEXT, **place)
    with pytest.raises(Refused, match="Take it back first"):
        candidates.refuse_candidate(by=reviewer, claim=claim, **place)
    evidence.retract_evidence(by=reviewer, evidence=brought, reason="Not about it.")
    candidates.refuse_candidate(by=reviewer, claim=claim, **place)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 4), (0, 100_000)])
def test_a_place_outside_of_the_text_is_refused(reviewer, claim, place, start, end):
    with pytest.raises(Refused, match="no text at that place"):
        candidates.refuse_candidate(
            by=reviewer, claim=claim, revision=place["revision"], start=start, end=end
        )


def test_strangers_decide_nothing(stranger, reviewer, claim, place):
    for act in (candidates.refuse_candidate, candidates.propose_again):
        with pytest.raises(PermissionDenied):
            act(by=stranger, claim=claim, **place)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "2/8/0.1",
        "2/8/0.1/words<script>",
        "2/8/1e9/words-1",
        "-1/8/0.1/w",
        "2/8/0.1/w\n",
        "²/8/0.1/w",
        "99999/8/0.1/w",
    ],
)
def test_what_is_not_ours_is_not_read(text):
    assert read_shown_as(text) is None


def test_what_a_page_says_of_a_candidate_is_read_back():
    assert read_shown_as("2/8/0.03210/words+vectors-1") == SHOWN
