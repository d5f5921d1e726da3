from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from claims.domain import audit, rulings
from claims.domain.refusals import Changed, Refused
from claims.domain.reports import arranging, making, publishing, sections, wording
from claims.domain.reports.records import report_ids
from claims.models import AuditEvent, Claim, Report, ReportItem, ReportSection
from claims.tests.factories import make_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(reviewer):
    """Five claims called a to e, in a report with two sections: a b | c d | e."""
    for letter in "abcde":
        make_claim(by=reviewer, statement=letter)
    report = making.make_report(by=reviewer, title="Words", claims=Claim.objects.all())
    for title, letters in (("One", "cd"), ("Two", "e")):
        section = sections.add_section(by=reviewer, report=report, title=title)
        arranging.move_claims_to_section(
            by=reviewer, report=report, items=items(*letters), seen=version(report), section=section
        )
    return report


def version(report: Report) -> int:
    return Report.objects.values_list("version", flat=True).get(pk=report.pk)


def items(*letters: str) -> list[int]:
    return list(ReportItem.objects.filter(claim__statement__in=letters).values_list("pk", flat=True))


def section(title: str) -> ReportSection:
    return ReportSection.objects.get(title=title)


def spelled(report: Report) -> str:
    """Return the report as letters, with a stroke where a section begins; numbers must run from 1."""
    standing = ReportItem.objects.standing().filter(report=report).select_related("claim", "section")
    ordered = list(standing.order_by("position"))
    assert [item.position for item in ordered] == list(range(1, len(ordered) + 1))
    headings: list[ReportSection | None] = [
        None,
        *ReportSection.objects.standing().filter(report=report).order_by("position"),
    ]
    found = [
        "".join(item.claim.statement for item in ordered if item.section == heading) for heading in headings
    ]
    assert "".join(found) == "".join(item.claim.statement for item in ordered)
    return "|".join(found)


@pytest.mark.parametrize(
    ("letter", "down", "expected"),
    [
        ("b", False, "ba|cd|e"),
        ("a", True, "ba|cd|e"),
        ("b", True, "a|bcd|e"),
        ("c", False, "abc|d|e"),
        ("e", False, "ab|cde|"),
        ("a", False, "ab|cd|e"),
        ("e", True, "ab|cd|e"),
    ],
)
def test_a_claim_moves_by_one_over_the_edges_of_sections(words, reviewer, letter, down, expected):
    assert spelled(words) == "ab|cd|e"
    arranging.move_claim(by=reviewer, report=words, item=items(letter)[0], seen=version(words), down=down)
    assert spelled(words) == expected


@pytest.mark.parametrize(
    ("letters", "number", "expected"),
    [
        ("e", 1, "eab|cd|"),
        ("a", 3, "b|cad|e"),
        ("a", 5, "b|cd|ea"),
        ("a", 99, "b|cd|ea"),
        ("ae", 2, "b|aecd|"),
        ("bd", 1, "bda|c|e"),
        ("abcde", 2, "ab|cd|e"),
    ],
)
def test_claims_move_to_a_number_of_the_whole_report(words, reviewer, letters, number, expected):
    arranging.move_claims_to_place(
        by=reviewer, report=words, items=items(*letters), seen=version(words), number=number
    )
    assert spelled(words) == expected


@pytest.mark.parametrize(
    ("letters", "title", "expected"),
    [("ae", "One", "b|cdae|"), ("d", "", "abd|c|e"), ("ab", "Two", "|cd|eab")],
)
def test_claims_move_to_the_end_of_a_section(words, reviewer, letters, title, expected):
    arranging.move_claims_to_section(
        by=reviewer,
        report=words,
        items=items(*letters),
        seen=version(words),
        section=section(title) if title else None,
    )
    assert spelled(words) == expected


@pytest.mark.parametrize("letter", "abcde")
def test_a_claim_that_was_taken_out_comes_back_where_it_stood(words, reviewer, letter):
    (item,) = items(letter)
    assert arranging.remove_claims(by=reviewer, report=words, items=[item]) == 1
    assert spelled(words) == "ab|cd|e".replace(letter, "")
    assert letter not in Claim.objects.filter(pk__in=report_ids(words)).values_list("statement", flat=True)
    arranging.restore_claim(by=reviewer, report=words, item=item)
    assert spelled(words) == "ab|cd|e"
    assert ReportItem.objects.get(pk=item).removed_at is None


def test_twice_is_the_same_as_once(words, reviewer):
    (item,) = items("c")
    arranging.remove_claims(by=reviewer, report=words, items=[item])
    assert arranging.remove_claims(by=reviewer, report=words, items=[item]) == 0
    arranging.restore_claim(by=reviewer, report=words, item=item)
    before = version(words)
    arranging.restore_claim(by=reviewer, report=words, item=item)
    assert version(words) == before


def test_a_claim_whose_section_went_comes_back_before_it_and_with_it(words, reviewer):
    (item,) = items("c")
    arranging.remove_claims(by=reviewer, report=words, items=[item])
    sections.remove_section(by=reviewer, section=section("One"))
    arranging.restore_claim(by=reviewer, report=words, item=item)
    assert spelled(words) == "abcd|e"
    sections.restore_section(by=reviewer, section=section("One"))
    assert spelled(words) == "ab|cd|e"


def test_claims_are_added_once_and_come_back_when_they_were_taken_out(words, reviewer):
    make_claim(by=reviewer, statement="f")
    arranging.remove_claims(by=reviewer, report=words, items=items("a"))
    added = arranging.add_claims(
        by=reviewer, report=words, claims=Claim.objects.all(), section=section("One")
    )
    assert added == 2
    assert spelled(words) == "b|cdaf|e"
    assert arranging.add_claims(by=reviewer, report=words, claims=Claim.objects.all()) == 0
    assert arranging.add_claims(by=reviewer, report=words, claims=Claim.objects.none()) == 0


def test_a_section_of_another_report_takes_no_claims(words, reviewer):
    other = making.make_report(by=reviewer, title="Other", claims=Claim.objects.all())
    foreign = sections.add_section(by=reviewer, report=other, title="Foreign")
    with pytest.raises(Refused, match="not in this report"):
        arranging.add_claims(by=reviewer, report=words, claims=Claim.objects.all(), section=foreign)
    with pytest.raises(Refused, match="not in this report"):
        arranging.move_claims_to_section(
            by=reviewer, report=words, items=items("a"), seen=version(words), section=foreign
        )
    with pytest.raises(IntegrityError, match="another report"), transaction.atomic():
        ReportItem.objects.filter(report=words).update(section=foreign)


def test_who_works_on_a_stale_page_is_told_and_nothing_moves(words, reviewer, second_reviewer):
    seen = version(words)
    arranging.remove_claims(by=second_reviewer, report=words, items=items("a"))
    moves = [
        lambda: arranging.move_claim(by=reviewer, report=words, item=items("b")[0], seen=seen, down=True),
        lambda: arranging.move_claims_to_place(
            by=reviewer, report=words, items=items("e"), seen=seen, number=1
        ),
        lambda: arranging.move_claims_to_section(
            by=reviewer, report=words, items=items("e"), seen=seen, section=None
        ),
        lambda: sections.move_section(by=reviewer, section=section("One"), seen=seen, down=True),
    ]
    for move in moves:
        with pytest.raises(Changed) as changed:
            move()
        assert (changed.value.seen, changed.value.current) == (seen, seen + 1)
    assert spelled(words) == "b|cd|e"


def test_a_claim_that_was_taken_out_cannot_be_moved(words, reviewer):
    (item,) = items("a")
    arranging.remove_claims(by=reviewer, report=words, items=[item])
    with pytest.raises(Refused, match="Put it back"):
        arranging.move_claim(by=reviewer, report=words, item=item, seen=version(words), down=True)


def test_sections_change_places_with_their_claims(words, reviewer):
    sections.move_section(by=reviewer, section=section("Two"), seen=version(words), down=False)
    assert spelled(words) == "ab|e|cd"
    before = version(words)
    sections.move_section(by=reviewer, section=section("Two"), seen=before, down=False)
    assert (spelled(words), version(words)) == ("ab|e|cd", before)


def test_a_section_that_was_taken_out_comes_back_with_its_claims(words, reviewer):
    sections.remove_section(by=reviewer, section=section("One"))
    assert spelled(words) == "abcd|e"
    sections.remove_section(by=reviewer, section=section("Two"))
    assert spelled(words) == "abcde"
    arranging.move_claim(by=reviewer, report=words, item=items("d")[0], seen=version(words), down=False)
    sections.restore_section(by=reviewer, section=section("Two"))
    sections.restore_section(by=reviewer, section=section("One"))
    # Somebody moved d meanwhile: it stays where that person put it.
    assert spelled(words) == "abd|c|e"


def test_a_sections_words_are_changed_and_kept(words, reviewer, second_reviewer):
    seen = version(words)
    one = section("One")
    sections.edit_section(by=reviewer, section=one, seen=seen, title="First", text="Words.")
    with pytest.raises(Changed):
        sections.edit_section(by=second_reviewer, section=one, seen=seen, title="Mine", text="")
    # Another section's words are no conflict.
    sections.edit_section(by=second_reviewer, section=section("Two"), seen=seen, title="Second", text="")
    assert set(ReportSection.objects.values_list("title", flat=True)) == {"First", "Second"}
    event = AuditEvent.objects.filter(action="report.section_changed").first()
    assert event.data["before"] == {"title": "One", "text": ""}


def test_a_reports_words_are_changed_and_a_stale_page_is_told(words, reviewer, second_reviewer):
    seen = version(words)
    arranging.remove_claims(by=second_reviewer, report=words, items=items("a"))
    # Moving claims is no conflict with the words.
    report = wording.edit_report(
        by=reviewer, report=words, seen=seen, title="Other words", introduction="So."
    )
    assert report.slug == "other-words"
    with pytest.raises(Changed):
        wording.edit_report(by=second_reviewer, report=words, seen=seen, title="Mine", introduction="")
    report.refresh_from_db()
    assert (report.title, report.introduction) == ("Other words", "So.")
    assert report.events.get().title == "Words"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Week 37", "week-37"),
        ("2022", "report-2022"),
        ("New", "report-new"),
        ("Неделя", "report"),
        ("x" * 200, "x" * 100),
    ],
)
def test_an_address_follows_the_title_and_is_free(words, reviewer, title, slug):
    first, second = (
        making.make_report(by=reviewer, title=title, claims=Claim.objects.all()) for _ in range(2)
    )
    assert first.slug == slug
    assert second.slug != slug
    assert second.slug.startswith(slug[:60])


def test_a_published_report_keeps_its_address(report, reviewer, editor):
    publishing.publish_report(by=editor, report=report, seen=1, client_id=uuid4())
    wording.edit_report(by=reviewer, report=report, seen=1, title="Week 38", introduction="")
    report.refresh_from_db()
    assert (report.title, report.slug) == ("Week 38", "week-37")
    with pytest.raises(IntegrityError, match="keeps its address"), transaction.atomic():
        Report.objects.update(slug="another")


def test_nobody_changes_a_retracted_report(words, reviewer):
    making.retract_report(by=reviewer, report=words, reason="Too early.")
    with pytest.raises(Refused, match="restore it"):
        arranging.remove_claims(by=reviewer, report=words, items=items("a"))
    with pytest.raises(Refused, match="restore it"):
        sections.add_section(by=reviewer, report=words, title="Three")


def test_someone_without_a_role_changes_nothing(words, stranger):
    for change in (
        lambda: arranging.remove_claims(by=stranger, report=words, items=items("a")),
        lambda: arranging.add_claims(by=stranger, report=words, claims=Claim.objects.all()),
        lambda: sections.add_section(by=stranger, report=words, title="Three"),
        lambda: wording.edit_report(by=stranger, report=words, seen=99, title="Mine", introduction=""),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert spelled(words) == "ab|cd|e"


@pytest.mark.parametrize("title", ["", "  ", "x" * 201, "a\0b"])
def test_a_section_needs_a_title_that_fits(words, reviewer, title):
    with pytest.raises(Refused) as refusal:
        sections.add_section(by=reviewer, report=words, title=title)
    assert refusal.value.field == "title"


def test_a_report_has_so_many_sections_at_most(words, reviewer, monkeypatch):
    monkeypatch.setattr(sections, "MOST_SECTIONS", 2)
    with pytest.raises(Refused, match="2 sections at most"):
        sections.add_section(by=reviewer, report=words, title="Three")


def test_everything_is_logged(words, reviewer):
    arranging.remove_claims(by=reviewer, report=words, items=items("a", "e"))
    event = AuditEvent.objects.last()
    assert (event.action, event.actor, event.target_id) == ("report.claims_removed", reviewer, words.pk)
    assert event.data["places"] == [1, 5]
    assert audit.verify().is_whole


def test_claims_that_cannot_be_published_are_left_out_and_can_come_back(report, reviewer, editor):
    claim = Claim.objects.order_by("pk")[1]
    claim.refresh_from_db()
    rulings.withdraw_ruling(
        by=editor, claim=claim, note="A mistake.", claim_version=claim.version, client_id=uuid4()
    )
    assert [item.claim for item in publishing.not_ready(report)] == [claim]
    assert publishing.leave_out(by=reviewer, report=report) == 1
    assert not publishing.not_ready(report).exists()
    item = ReportItem.objects.get(claim=claim)
    assert arranging.restore_claim(by=reviewer, report=report, item=item.pk).position == 2
