"""The sections of a report: adding, rewording, moving, taking out and putting back."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.domain import audit
from claims.domain.refusals import Changed, Refused
from claims.domain.reports.ordering import order_sections, sections_of
from claims.domain.reports.wording import check_seen, clean_title, clean_words, lock_report, raise_version
from claims.models import Report, ReportItem, ReportSection, User

MOST_SECTIONS = 100


def _lock_section(section: ReportSection, *, report: Report) -> ReportSection:
    return ReportSection.objects.select_for_update(of=("self",)).get(pk=section.pk, report=report)


@transaction.atomic
def add_section(*, by: User, report: Report, title: str, text: str = "") -> ReportSection:
    """Add a section at the end of a report. Raises Refused without a title, or with too many sections."""
    title = clean_title(title, what="section")
    text = clean_words(text, field="text", what="The text")
    locked = lock_report(report, by=by)
    number = len(sections_of(locked))
    if number >= MOST_SECTIONS:
        raise Refused(f"A report has {MOST_SECTIONS} sections at most.", field="title")
    raise_version(locked)
    section = ReportSection.objects.create(
        report=locked, position=number + 1, title=title, text=text, words_version=locked.version
    )
    audit.record(
        action="report.section_added", by=by, target=locked, section=section.pk, title=title, text=text
    )
    return section


@transaction.atomic
def edit_section(*, by: User, section: ReportSection, seen: int, title: str, text: str) -> ReportSection:
    """Change a section's title and text. ``seen`` is the version of the report that the person saw.

    Raises Changed when these words were changed since, Refused where the section was taken out.
    """
    title = clean_title(title, what="section")
    text = clean_words(text, field="text", what="The text")
    report = lock_report(section.report, by=by)
    locked = _lock_section(section, report=report)
    if seen < locked.words_version:
        raise Changed("Somebody changed this section meanwhile.", seen=seen, current=report.version)
    if locked.removed_at:
        raise Refused("This section was taken out meanwhile. Put it back before you change it.")
    if (locked.title, locked.text) == (title, text):
        return locked
    before = {"title": locked.title, "text": locked.text}
    raise_version(report)
    locked.title, locked.text, locked.words_version = title, text, report.version
    locked.save(update_fields=["title", "text", "words_version"])
    audit.record(
        action="report.section_changed",
        by=by,
        target=report,
        section=locked.pk,
        title=title,
        text=text,
        before=before,
    )
    return locked


@transaction.atomic
def move_section(*, by: User, section: ReportSection, seen: int, down: bool) -> ReportSection:
    """Let a section and the one before or after it change places, with their claims.

    At the end of the report nothing happens. Raises Changed for a report that was changed since ``seen``.
    """
    report = lock_report(section.report, by=by)
    check_seen(report, seen=seen)
    locked = _lock_section(section, report=report)
    if locked.position is None:
        raise Refused("This section was taken out meanwhile.")
    was = locked.position
    order_sections(report, moved=[locked.pk], at=was + (1.5 if down else -1.5))
    locked.refresh_from_db(fields=["position"])
    if locked.position == was:
        return locked
    raise_version(report)
    audit.record(
        action="report.section_moved",
        by=by,
        target=report,
        section=locked.pk,
        before=was,
        after=locked.position,
    )
    return locked


@transaction.atomic
def remove_section(*, by: User, section: ReportSection) -> ReportSection:
    """Take a section out; its claims stay, in the section before it. Twice is the same as once."""
    report = lock_report(section.report, by=by)
    locked = _lock_section(section, report=report)
    if locked.position is None:
        return locked
    before = [other for other in sections_of(report) if (other.position or 0) < locked.position]
    kept = ReportItem.objects.standing().filter(report=report, section=locked)
    # A claim that came from over another section goes back to that one.
    claims = kept.update(
        section=before[-1] if before else None, came_from=Coalesce(F("came_from"), locked.pk)
    )
    locked.stood_at, locked.position = locked.position, None
    locked.removed_at, locked.removed_by = timezone.now(), by
    locked.save(update_fields=["stood_at", "position", "removed_at", "removed_by"])
    order_sections(report)
    raise_version(report)
    audit.record(
        action="report.section_removed",
        by=by,
        target=report,
        section=locked.pk,
        title=locked.title,
        claims=claims,
    )
    return locked


@transaction.atomic
def restore_section(*, by: User, section: ReportSection) -> ReportSection:
    """Put a section back where it stood, with those of its claims that nobody moved since."""
    report = lock_report(section.report, by=by)
    locked = _lock_section(section, report=report)
    if locked.stood_at is None:
        return locked
    number = len(sections_of(report))
    if number >= MOST_SECTIONS:
        raise Refused(f"A report has {MOST_SECTIONS} sections at most; take another one out first.")
    at = locked.stood_at - 0.5
    locked.position, locked.stood_at, locked.removed_at, locked.removed_by = number + 1, None, None, None
    locked.save(update_fields=["stood_at", "position", "removed_at", "removed_by"])
    claims = (
        ReportItem.objects.standing()
        .filter(report=report, came_from=locked)
        .update(section=locked, came_from=None)
    )
    order_sections(report, moved=[locked.pk], at=at)
    raise_version(report)
    locked.refresh_from_db(fields=["position"])
    audit.record(
        action="report.section_restored",
        by=by,
        target=report,
        section=locked.pk,
        title=locked.title,
        claims=claims,
    )
    return locked
