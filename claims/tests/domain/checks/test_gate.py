"""What an editor is asked to look at before publishing."""

import pytest

from claims.domain.boards import board
from claims.domain.checks.gate import warnings
from claims.models import DeskSettings
from claims.tests.factories import make_claim, make_evidence
from claims.vocabulary import UNKNOWN_PUBLISHER, Stance

pytestmark = pytest.mark.django_db
WHOLE = {"organisation": "The Desk", "contact_email": "errors@desk.example"}


def about(claim, label="false", **settings):
    claim.refresh_from_db()
    return " ".join(
        warnings(claim=claim, board=board(claim=claim), label=label, settings=DeskSettings(**settings))
    )


@pytest.fixture
def claim(reviewer):
    return make_claim(by=reviewer, statement="Cows fly.")


def test_one_origin_is_few(claim, reviewer):
    assert "No independent origin" in about(claim)
    make_evidence(by=reviewer, claim=claim)
    assert "Only one independent origin" in about(claim)
    make_evidence(by=reviewer, claim=claim)
    assert "independent origin" not in about(claim)


def test_what_decides_is_counted_and_not_what_speaks_against_it(claim, reviewer):
    for _ in range(2):
        make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS)
    assert "No independent origin" in about(claim)
    assert "independent origin" not in about(claim, label="true")


def test_unproven_needs_none(claim):
    assert "origin stands" not in about(claim, label="unproven")


def test_one_side_alone_is_noted(claim, reviewer):
    make_evidence(by=reviewer, claim=claim)
    assert "No evidence for the claim" in about(claim)
    make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS)
    assert "is set out" not in about(claim)


def test_sources_that_nobody_knows_or_can_follow_are_noted(claim, reviewer):
    make_evidence(by=reviewer, claim=claim)
    assert "no address" in about(claim)
    assert "nobody known" not in about(claim)
    make_evidence(by=reviewer, claim=claim, origin=UNKNOWN_PUBLISHER)
    assert "nobody known" in about(claim)


def test_a_long_claim_is_noted(reviewer):
    assert "76 characters" in about(make_claim(by=reviewer, statement="a" * 76))
    assert "characters" not in about(make_claim(by=reviewer, statement="a" * 75))


def test_readers_should_know_whom_to_ask(claim):
    assert "who publishes" in about(claim)
    assert "complain" in about(claim)
    assert "who publishes" not in about(claim, **WHOLE)
    assert "complain" not in about(claim, **WHOLE)


def test_where_reviewers_differ_all_origins_count(claim, reviewer):
    make_evidence(by=reviewer, claim=claim)
    make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS)
    assert "independent origin" not in about(claim, label="")
