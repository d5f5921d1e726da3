import pytest
from django.utils import timezone

from claims.models import AuditEvent, User
from claims.views.history import DEEDS, line

ACTOR = User(pk=7, username="olena", name="Olena Koval")


def event(action, **data):
    return AuditEvent(seq=1, at=timezone.now(), actor=ACTOR, action=action, data=data)


@pytest.mark.parametrize("action", sorted(DEEDS))
def test_every_known_deed_is_a_sentence_even_without_data(action):
    told = line(event(action))
    assert (told.who, told.deed) == ("Olena Koval", DEEDS[action][0])


def test_an_unknown_deed_is_told_all_the_same():
    assert line(event("report.sent_out")).deed == "sent out a report"
    assert line(AuditEvent(at=timezone.now(), action="x")).who == "The desk"


def test_a_verdict_s_label_shows_to_its_own_reviewer_and_to_those_who_may_see():
    given = event("verdict.given", label="false", rationale="canary")
    assert line(given).label == ""
    assert line(given, reader=User(pk=8)).label == ""
    assert line(given, reader=ACTOR).label == "false"
    assert line(given, may_see_verdicts=True).label == "false"
    assert "canary" not in str(line(given, may_see_verdicts=True))


def test_an_edit_says_what_was_and_what_is():
    before = {"statement": "A", "claimant": None, "claimed_on": "2022-09-10"}
    edited = event(
        "claim.edited", before=before, statement="B", claimant="C", claimed_on=None, changes_meaning=True
    )
    assert line(edited).details == (
        "The wording was “A” and is now “B”.",
        "The claimant was not named and is now C.",
        "The date was 2022-09-10 and is now unknown.",
        "It says something else now: earlier verdicts no longer count.",
    )


def test_a_ruling_tells_its_summary_and_its_note():
    corrected = event("ruling.correction", label="true", summary="Two origins.", note="A date.")
    told = line(corrected)
    assert (told.label, told.details) == ("true", ("Two origins.", "A date."))
