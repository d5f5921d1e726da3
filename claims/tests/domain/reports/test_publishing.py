from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from claims.domain import claiming, rulings
from claims.domain.refusals import Changed, Refused
from claims.domain.reports import arranging, contents, making, publishing, sections, wording
from claims.domain.reports.comparing import compare_claims
from claims.models import Article, AuditEvent, Claim, ReportItem, ReportVersion, ReportVersionItem, Ruling
from claims.tests.factories import make_claim, make_published_claim

pytestmark = pytest.mark.django_db
CHECK_URL = "https://desk.example/checks/{slug}/"


def publish(report, editor, **fields):
    report.refresh_from_db()
    return publishing.publish_report(
        by=editor, report=report, client_id=uuid4(), **{"seen": report.version, **fields}
    )


def document(report, version):
    return contents.report_document(
        report=report, version=version, check_url=CHECK_URL, made_at=timezone.now()
    )


def entries(found):
    return [entry for section in found.sections for entry in found.entries(section)]


def correct(claim, editor, label="unproven"):
    claim.refresh_from_db()
    return rulings.correct(
        by=editor,
        claim=claim,
        label=label,
        note="We were wrong.",
        summary="Not so.",
        claim_version=claim.version,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )


def test_a_version_holds_words_places_and_rulings(report, reviewer, editor):
    losses = sections.add_section(by=reviewer, report=report, title="Losses", text="On both sides.")
    last = ReportItem.objects.order_by("-position").first()
    report.refresh_from_db()
    arranging.move_claims_to_section(
        by=reviewer, report=report, items=[last.pk], seen=report.version, section=losses
    )
    version = publish(report, editor)
    assert (version.number, version.title, version.introduction) == (1, "Week 37", "What we found.")
    assert version.sections == [{"id": losses.pk, "title": "Losses", "text": "On both sides."}]
    assert list(version.items.values_list("position", "section", "ruling__number")) == [
        (1, 0, 1),
        (2, 0, 1),
        (3, 0, 1),
        (4, 1, 1),
    ]
    report.refresh_from_db()
    assert report.is_published
    assert not report.changed_since_published
    assert (AuditEvent.objects.last().action, AuditEvent.objects.last().data["claims"]) == (
        "report.published",
        4,
    )


def test_what_is_published_does_not_change_with_the_desk(report, published_claims, reviewer, editor):
    publish(report, editor)
    before = [entry.record for entry in entries(document(report, 1))]
    correct(published_claims[0], editor)
    claiming.edit_claim(
        by=editor,
        claim=published_claims[1],
        version=1,
        statement="Other words.",
        claimant_name="Somebody else",
        claimed_on=None,
        changes_meaning=False,
    )
    Article.objects.update(title="Renamed", published_on=None)
    wording.edit_report(by=reviewer, report=report, seen=1, title="Other", introduction="Other.")
    arranging.remove_claims(by=reviewer, report=report, items=[ReportItem.objects.first().pk])
    found = document(report, 1)
    assert [entry.record for entry in entries(found)] == before
    assert (found.title, found.introduction, found.version, found.length) == (
        "Week 37",
        "What we found.",
        1,
        4,
    )
    report.refresh_from_db()
    assert report.changed_since_published


def test_a_frozen_record_has_the_fields_of_a_living_one(report, editor):
    publish(report, editor)
    report.refresh_from_db()
    for frozen, living in zip(entries(document(report, 1)), entries(document(report, None)), strict=True):
        assert frozen.number == living.number
        assert frozen.record | {"verdicts": living.record["verdicts"]} == living.record


def test_a_draft_and_a_version_read_in_sections(report, reviewer, editor):
    losses = sections.add_section(by=reviewer, report=report, title="Losses", text="On both sides.")
    sections.add_section(by=reviewer, report=report, title="Empty")
    report.refresh_from_db()
    arranging.move_claims_to_section(
        by=reviewer,
        report=report,
        items=[item.pk for item in report.items.all()],
        seen=report.version,
        section=losses,
    )
    publish(report, editor)
    for number in (None, 1):
        found = document(report, number)
        assert [(part.title, part.text, len(part.ids)) for part in found.sections] == [
            ("Losses", "On both sides.", 4),
            ("Empty", "", 0),
        ]
        assert found.slug == "week-37"


def test_a_report_without_claims_is_a_document_too(report, reviewer):
    arranging.remove_claims(by=reviewer, report=report, items=[item.pk for item in report.items.all()])
    found = document(report, None)
    assert (found.length, len(found.sections), entries(found)) == (0, 1, [])


def test_claims_without_a_published_ruling_are_named_and_nothing_is_published(report, reviewer, editor):
    waiting = [make_claim(by=reviewer) for _ in range(2)]
    arranging.add_claims(by=reviewer, report=report, claims=Claim.objects.all())
    with pytest.raises(publishing.NotReady, match="2 claims have no published ruling") as refusal:
        publish(report, editor)
    assert [item.claim for item in refusal.value.items] == waiting
    assert not ReportVersion.objects.exists()


def test_a_report_without_claims_is_not_published(report, reviewer, editor):
    arranging.remove_claims(by=reviewer, report=report, items=[item.pk for item in report.items.all()])
    with pytest.raises(Refused, match="nothing to publish"):
        publish(report, editor)


def test_a_later_version_needs_a_public_note(report, editor):
    publish(report, editor)
    with pytest.raises(Refused) as refusal:
        publish(report, editor)
    assert refusal.value.field == "note"
    assert publish(report, editor, note="One ruling was corrected.").number == 2


def test_what_was_changed_after_it_was_read_is_not_published(report, reviewer, editor):
    wording.edit_report(by=reviewer, report=report, seen=1, title="Other", introduction="")
    with pytest.raises(Changed, match="Nothing was published"):
        publish(report, editor, seen=1)
    assert not ReportVersion.objects.exists()


def test_a_form_sent_twice_publishes_once(report, editor, administrator):
    key = uuid4()
    first = publishing.publish_report(by=editor, report=report, seen=1, client_id=key)
    assert publishing.publish_report(by=editor, report=report, seen=1, client_id=key) == first
    with pytest.raises(Refused, match="another version"):
        publishing.publish_report(by=administrator, report=report, seen=1, client_id=key)
    assert ReportVersion.objects.count() == 1


@pytest.mark.parametrize("who", ["reviewer", "stranger"])
def test_only_editors_publish_and_withdraw(request, report, who):
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        publish(report, user)
    with pytest.raises(PermissionDenied):
        publishing.withdraw_report(by=user, report=report, client_id=uuid4(), note="So.")


def test_a_report_is_withdrawn_in_the_open_and_published_again(report, editor):
    with pytest.raises(Refused, match="not been published"):
        publishing.withdraw_report(by=editor, report=report, client_id=uuid4(), note="So.")
    publish(report, editor)
    with pytest.raises(Refused, match="Withdraw it first"):
        making.retract_report(by=editor, report=report, reason="No more.")
    with pytest.raises(Refused) as refusal:
        publishing.withdraw_report(by=editor, report=report, client_id=uuid4(), note=" ")
    assert refusal.value.field == "note"
    notice = publishing.withdraw_report(by=editor, report=report, client_id=uuid4(), note="A mix-up.")
    report.refresh_from_db()
    assert (notice.number, notice.is_withdrawal, report.is_withdrawn) == (2, True, True)
    with pytest.raises(Refused, match="already"):
        publishing.withdraw_report(by=editor, report=report, client_id=uuid4(), note="Again.")
    with pytest.raises(Refused, match="withdraws"):
        document(report, 2)
    with pytest.raises(Refused, match="no version 9"):
        document(report, 9)
    assert document(report, 1).length == 4
    assert publish(report, editor, note="Sorted out.").number == 3
    report.refresh_from_db()
    assert report.is_published


def test_nothing_of_a_version_can_be_changed_added_or_taken_away(report, reviewer, editor):
    version = publish(report, editor)
    extra = make_published_claim(by=reviewer, editor=editor)
    ruling, other = extra.rulings.get(), Ruling.objects.first()

    def refused(change, words):
        with pytest.raises(DatabaseError, match=words), transaction.atomic():
            change()

    refused(lambda: ReportVersion.objects.update(title="Other"), "Cannot update")
    refused(lambda: ReportVersion.objects.all()._raw_delete("default"), "Cannot delete")
    refused(lambda: version.items.update(position=9), "Cannot update")
    refused(lambda: version.items.all()._raw_delete("default"), "Cannot delete")

    def add(**fields):
        row = {"version": version, "position": 5, "claim": extra, "ruling": ruling, **fields}
        return lambda: ReportVersionItem.objects.create(**row)

    refused(add(), "ruling of its own")
    refused(add(position=4), "report_version_position_once")
    refused(add(position=5, ruling=other), "ruling of its own")


def test_a_place_holds_a_ruling_on_its_own_claim(report, reviewer, editor):
    one, other = Claim.objects.order_by("pk")[:2]
    version = ReportVersion.objects.create(
        report=report,
        number=1,
        title="By hand",
        claim_count=1,
        report_version=1,
        client_id=uuid4(),
        published_by=editor,
    )
    for fields in ({"claim": other}, {"section": 1}, {"position": 2}):
        row = {"position": 1, "claim": one, "ruling": one.rulings.get(), **fields}
        with pytest.raises(IntegrityError, match="ruling of its own"), transaction.atomic():
            version.items.create(**row)
    version.items.create(position=1, claim=one, ruling=one.rulings.get())


def test_a_change_is_explained_and_a_first_version_is_not(report, editor):
    row = {"report": report, "title": "x", "report_version": 1, "published_by": editor}
    for fields in (
        {"number": 2, "note": ""},
        {"number": 1, "note": "So."},
        {"number": 1, "is_withdrawal": True},
        {"number": 2, "note": "So.", "is_withdrawal": True, "introduction": "Still here."},
        {"number": 1, "title": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportVersion.objects.create(**{**row, **fields}, client_id=uuid4())


def test_versions_are_compared(report, published_claims, reviewer, editor):
    first = publish(report, editor)
    correct(published_claims[0], editor)
    new = make_published_claim(by=reviewer, editor=editor)
    arranging.add_claims(by=reviewer, report=report, claims=Claim.objects.filter(pk=new.pk))
    arranging.remove_claims(
        by=reviewer, report=report, items=[ReportItem.objects.get(claim=published_claims[1]).pk]
    )
    report.refresh_from_db()
    arranging.move_claims_to_place(
        by=reviewer,
        report=report,
        items=[ReportItem.objects.get(claim=published_claims[3]).pk],
        seen=report.version,
        number=1,
    )
    draft = compare_claims(first, report)
    second = publish(report, editor, note="Much changed.")
    found = compare_claims(first, second)
    assert found == draft
    assert [change.claim for change in found.added.shown] == [new.pk]
    assert [change.claim for change in found.removed.shown] == [published_claims[1].pk]
    assert [(change.claim, change.before, change.after) for change in found.moved.shown] == [
        (published_claims[3].pk, 4, 1)
    ]
    assert [(change.label_before, change.label_after) for change in found.reruled.shown] == [
        ("false", "unproven")
    ]
    assert compare_claims(second, report).is_empty
