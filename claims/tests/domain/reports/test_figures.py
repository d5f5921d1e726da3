from datetime import date, timedelta
from uuid import uuid4

import pytest

from claims.domain.reports import arranging, publishing
from claims.domain.reports.figures import MOST_BARS, draft_figures, read_figures, ruled_figures, timeline
from claims.models import Claim
from claims.tests.factories import make_claim, make_evidence
from claims.vocabulary import Stance


def test_the_shortest_unit_that_fits_is_taken():
    def unit(first, last):
        return timeline({first: {"true": 1}, last: {"false": 1}})[0]

    day = date(2022, 9, 10)
    assert unit(day, day) == "day"
    assert unit(day, day + timedelta(days=MOST_BARS - 1)) == "day"
    assert unit(day, day + timedelta(days=MOST_BARS)) == "month"
    assert unit(day, date(2027, 8, 31)) == "month"
    assert unit(day, date(2027, 9, 1)) == "year"
    assert unit(date(1400, 1, 1), date(1990, 1, 1)) == "decade"
    assert unit(date(1400, 1, 1), date(2999, 12, 31)) == "century"


def test_bars_have_no_gaps_and_lose_nothing():
    unit, bars = timeline(
        {
            date(2022, 11, 30): {"true": 2},
            date(2023, 2, 28): {"false": 1, "": 4},
            date(2022, 11, 1): {"true": 1, "false": 3},
        }
    )
    assert unit == "month"
    assert [(bar.start, bar.counts) for bar in bars] == [
        (date(2022, 11, 1), {"true": 3, "false": 3}),
        (date(2022, 12, 1), {}),
        (date(2023, 1, 1), {}),
        (date(2023, 2, 1), {"false": 1, "": 4}),
    ]
    assert timeline({}) == ("day", ())


@pytest.mark.django_db
def test_a_draft_counts_what_stands(report, reviewer):
    waiting = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=waiting, stance=Stance.CONTEXT)
    arranging.add_claims(by=reviewer, report=report, claims=Claim.objects.all())
    first = report.items.get(position=1)
    arranging.remove_claims(by=reviewer, report=report, items=[first.pk])
    found = draft_figures(report)
    assert list(found.labels.items()) == [("true", 1), ("disputed", 1), ("unproven", 1), ("", 1)]
    assert list(found.evidence.items()) == [("supports", 2), ("refutes", 1), ("context", 1)]
    assert [(bar.start, bar.total) for bar in found.bars] == [(date(2022, 9, 10), 4)]


@pytest.mark.django_db
def test_what_is_published_counts_rulings_and_keeps_their_order(report, published_claims, reviewer, editor):
    make_evidence(by=reviewer, claim=published_claims[0])
    found = ruled_figures(report)
    assert found.evidence == {"supports": 2, "refutes": 2}
    version = publishing.publish_report(by=editor, report=report, seen=1, client_id=uuid4())
    version.refresh_from_db()
    stored = read_figures(version.figures)
    assert stored == found
    assert list(stored.labels) == ["true", "false", "disputed", "unproven"]
    assert read_figures({}).claims == 0
