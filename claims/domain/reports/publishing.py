"""Publishing reports: frozen, versioned, and withdrawn in the open."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from claims.domain import access, audit
from claims.domain.refusals import Refused
from claims.domain.reports.arranging import take_out
from claims.domain.reports.figures import ruled_figures
from claims.domain.reports.ordering import sections_of
from claims.domain.reports.wording import check_seen, clean_words, lock_report
from claims.models import Report, ReportItem, ReportVersion, User
from claims.vocabulary import Stage

NAMED = 20  # so many unready claims are named
CHANGED = "Somebody changed this report after you opened this page. Nothing was published; read it again."
NOTE_NEEDED = "Say in public what changed and why."

# Nobody can rule on these claims until the version stands: its rulings and its figures are of one moment.
HOLD_CLAIMS = """
WITH held AS MATERIALIZED (
    SELECT id FROM claims_claim WHERE id IN (
        SELECT claim_id FROM claims_reportitem WHERE report_id = %s AND removed_at IS NULL
    ) ORDER BY id FOR SHARE
)
SELECT count(*) FROM held
"""
FREEZE = """
INSERT INTO claims_reportversionitem (version_id, position, section, claim_id, ruling_id)
SELECT %(version)s, item.position, coalesce(section.position, 0), item.claim_id, ruling.id
FROM claims_reportitem item
LEFT JOIN claims_reportsection section ON section.id = item.section_id
CROSS JOIN LATERAL (
    SELECT id FROM claims_ruling WHERE claim_id = item.claim_id ORDER BY number DESC LIMIT 1
) ruling
WHERE item.report_id = %(report)s AND item.removed_at IS NULL
"""


class NotReady(Refused):
    """Some claims have no published ruling: ``items`` are the first of them, ``number`` how many there are."""

    def __init__(self, items: Sequence[ReportItem], number: int) -> None:
        super().__init__(
            f"{'1 claim has' if number == 1 else f'{number:,} claims have'} no published ruling. "
            "Publish the rulings first, or take these claims out of the report."
        )
        self.items = items
        self.number = number


def not_ready(report: Report) -> QuerySet[ReportItem]:
    """Return the places whose claim has no published ruling that stands, or was retracted, in order."""
    return (
        ReportItem.objects.standing()
        .filter(~Q(claim__stage=Stage.PUBLISHED) | Q(claim__retracted_at__isnull=False), report=report)
        .select_related("claim")
        .order_by("position")
    )


@transaction.atomic
def leave_out(*, by: User, report: Report) -> int:
    """Take every claim out that is not ready to publish, and return how many; each can be put back."""
    locked = lock_report(report, by=by)
    number = take_out(not_ready(locked).select_related(None).order_by(), report=locked, by=by)
    if number:
        audit.record(action="report.claims_left_out", by=by, target=locked, claims=number)
    return number


def _sent_before(*, client_id: UUID, report: Report, by: User, note: str) -> ReportVersion | None:
    sent = ReportVersion.objects.filter(client_id=client_id).first()
    same = sent is None or (
        (sent.report_id, sent.published_by_id) == (report.pk, by.pk) and sent.note in ("", note)
    )
    if not same:
        raise Refused("This form was used for another version. Open it anew; nothing was published.")
    return sent


@transaction.atomic
def publish_report(*, by: User, report: Report, seen: int, client_id: UUID, note: str = "") -> ReportVersion:
    """Freeze a report as its next version, for everybody to read, and return that.

    Every claim keeps the ruling that it has now. ``seen`` is the version of the report that the person
    read; ``note`` tells the public what changed, from the second version on. ``client_id``: sent twice,
    published once. Raises Changed, NotReady or Refused.
    """
    access.require(access.can_publish_report, by)
    note = clean_words(note, field="note", what="The note")
    locked = lock_report(report, by=by)
    sent = _sent_before(client_id=client_id, report=locked, by=by, note=note)
    if sent is not None:
        return sent
    check_seen(locked, seen=seen, message=CHANGED)
    last = ReportVersion.objects.filter(report=locked).order_by("-number").first()
    if last is not None and not note:
        raise Refused(NOTE_NEEDED, field="note")
    with connection.cursor() as cursor:
        cursor.execute(HOLD_CLAIMS, [locked.pk])
        number = cursor.fetchone()[0]
    if not number:
        raise Refused("There is nothing to publish: the report has no claims. Add some first.")
    if waiting := not_ready(locked).count():
        raise NotReady(list(not_ready(locked)[:NAMED]), waiting)
    version = ReportVersion.objects.create(
        report=locked,
        number=last.number + 1 if last else 1,
        title=locked.title,
        introduction=locked.introduction,
        sections=[
            {"id": section.pk, "title": section.title, "text": section.text}
            for section in sections_of(locked)
        ],
        figures=ruled_figures(locked).as_json(),
        claim_count=number,
        note=note if last else "",
        report_version=locked.version,
        client_id=client_id,
        published_by=by,
    )
    with connection.cursor() as cursor:
        cursor.execute(FREEZE, {"version": version.pk, "report": locked.pk})
        if cursor.rowcount != number:
            raise IntegrityError(f"{cursor.rowcount} of {number} claims could be frozen")
    locked.latest_version = version
    locked.save(update_fields=["latest_version"])
    audit.record(
        action="report.published",
        by=by,
        target=locked,
        version=version.pk,
        number=version.number,
        title=version.title,
        claims=number,
        note=version.note,
    )
    return version


@transaction.atomic
def withdraw_report(*, by: User, report: Report, client_id: UUID, note: str) -> ReportVersion:
    """Withdraw a published report; its address stays and tells the public why, and so do its versions."""
    access.require(access.can_publish_report, by)
    note = clean_words(note, field="note", what="The note")
    locked = lock_report(report, by=by)
    sent = _sent_before(client_id=client_id, report=locked, by=by, note=note)
    if sent is not None:
        return sent
    last = ReportVersion.objects.filter(report=locked).order_by("-number").first()
    if last is None:
        raise Refused("This report has not been published yet.")
    if last.is_withdrawal:
        raise Refused("This report has been withdrawn already.")
    if not note:
        raise Refused("Say in public why the report is withdrawn.", field="note")
    version = ReportVersion.objects.create(
        report=locked,
        number=last.number + 1,
        is_withdrawal=True,
        title=last.title,
        note=note,
        report_version=locked.version,
        client_id=client_id,
        published_by=by,
    )
    locked.latest_version = version
    locked.save(update_fields=["latest_version"])
    audit.record(
        action="report.withdrawn",
        by=by,
        target=locked,
        version=version.pk,
        number=version.number,
        note=version.note,
    )
    return version
