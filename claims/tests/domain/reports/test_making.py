from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from claims.domain import claiming
from claims.domain.refusals import Refused
from claims.domain.reports import making
from claims.domain.reports.figures import draft_figures
from claims.domain.reports.records import report_ids
from claims.models import AuditEvent, Claim, Report
from claims.tests.factories import make_claim, make_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims(reviewer):
    return [make_claim(by=reviewer) for _ in range(3)]


def test_a_report_holds_the_claims_of_a_filter_oldest_first(claims, reviewer):
    report = making.make_report(
        by=reviewer, title=" Week  37 ", introduction="What we found.", claims=Claim.objects.order_by("-pk")
    )
    assert report.title == "Week 37"
    assert list(report_ids(report)) == [claim.pk for claim in claims]
    assert list(report.items.values_list("position", flat=True)) == [1, 2, 3]
    event = AuditEvent.objects.last()
    assert (event.action, event.target_id, event.data["claims"]) == ("report.made", report.pk, 3)


def test_retracted_claims_are_left_out(claims, reviewer, editor):
    claiming.retract_claim(by=editor, claim=claims[0], reason="A duplicate.")
    report = making.make_report(by=reviewer, title="Week 37", claims=Claim.objects.all())
    assert list(report_ids(report)) == [claims[1].pk, claims[2].pk]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "x", "introduction": "x" * 20_001}, "introduction"),
        ({"title": "x", "claims": []}, "claim"),
        ({"title": "x", "claims": [10**15]}, "claim"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(claims, reviewer, fields, field):
    chosen = Claim.objects.filter(pk__in=fields.pop("claims")) if "claims" in fields else Claim.objects.all()
    with pytest.raises(Refused) as refusal:
        making.make_report(by=reviewer, claims=chosen, **fields)
    assert refusal.value.field == field
    assert not Report.objects.exists()


def test_someone_without_a_role_makes_no_report(claims, stranger):
    with pytest.raises(PermissionDenied):
        making.make_report(by=stranger, title="Week 37", claims=Claim.objects.all())


def test_labels_are_counted_in_the_vocabularys_order(claims, reviewer):
    make_verdict(by=reviewer, claim=claims[1])
    report = making.make_report(by=reviewer, title="Week 37", claims=Claim.objects.all())
    assert list(draft_figures(report).labels.items()) == [("unproven", 1), ("", 2)]


def test_a_report_is_taken_back_and_put_back(claims, reviewer):
    report = making.make_report(by=reviewer, title="Week 37", claims=Claim.objects.all())
    assert making.retract_report(by=reviewer, report=report, reason="Too early.").is_retracted
    assert not making.restore_report(by=reviewer, report=report).is_retracted


def test_what_leaves_the_desk_is_noted(claims, reviewer):
    making.note_export(by=reviewer, form="csv", claims=3, filters="label=false")
    event = AuditEvent.objects.last()
    assert (event.action, event.actor) == ("report.exported", reviewer)
    assert event.data == {"format": "csv", "claims": 3, "filters": "label=false"}


def test_a_form_sent_twice_makes_one_report(claims, reviewer, second_reviewer):
    key = uuid4()
    first = making.make_report(by=reviewer, title="A week", claims=Claim.objects.all(), client_id=key)
    assert making.make_report(by=reviewer, title="A week", claims=Claim.objects.all(), client_id=key) == first
    assert Report.objects.count() == 1
    with pytest.raises(Refused, match="already used"):
        making.make_report(by=second_reviewer, title="A week", claims=Claim.objects.all(), client_id=key)
