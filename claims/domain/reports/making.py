"""Making reports, and noting what left the desk."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from claims.domain import access, audit, retraction
from claims.domain.refusals import Refused
from claims.domain.reports.arranging import place_claims
from claims.domain.reports.wording import clean_title, clean_words, save_with_address
from claims.models import Claim, Export, Report, User

NO_CLAIMS = "No claims were chosen. Tick some, or widen the filter."


@transaction.atomic
def make_report(
    *, by: User, title: str, introduction: str = "", claims: QuerySet[Claim], client_id: UUID | None = None
) -> Report:
    """Make a report of the claims in a queryset, oldest first; retracted ones are left out.

    However many they are, they are placed by one statement. ``client_id`` comes with the form: sent
    twice, made once. Raises Refused without a title or claims.
    """
    access.require(access.can_make_report, by)
    title = clean_title(title)
    introduction = clean_words(introduction, field="introduction", what="The introduction")
    try:
        with transaction.atomic():
            report = Report(title=title, introduction=introduction, created_by=by, client_id=client_id)
            save_with_address(report)
    except IntegrityError:
        sent_before = Report.objects.filter(client_id=client_id, created_by=by).first()
        if sent_before is None:
            raise Refused(
                "This form was already used for another report. Reload it and send it again."
            ) from None
        return sent_before
    placed = place_claims(report, claims)
    if not placed:
        raise Refused(NO_CLAIMS, field="claim")
    audit.record(
        action="report.made", by=by, target=report, title=title, introduction=introduction, claims=placed
    )
    return report


@transaction.atomic
def retract_report(*, by: User, report: Report, reason: str) -> Report:
    """Take a report back, with a reason; it stays on record and can be restored.

    Raises Refused for one that the public reads: that is withdrawn first, with a public note.
    """
    access.require(access.can_make_report, by)
    # Behind the lock nobody can publish it any more.
    report = (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .select_related("latest_version")
        .get(pk=report.pk)
    )
    if report.is_published:
        raise Refused("This report is published. Withdraw it first, with a public note.")
    return retraction.retract(by=by, row=report, reason=reason)


@transaction.atomic
def restore_report(*, by: User, report: Report) -> Report:
    """Put a retracted report back."""
    access.require(access.can_make_report, by)
    return retraction.restore(by=by, row=report)


@transaction.atomic
def note_export(
    *,
    by: User,
    form: str,
    claims: int,
    report: Report | None = None,
    version: int | None = None,
    filters: str = "",
) -> None:
    """Note in the log what leaves the desk: the format, how many claims, and how they were chosen."""
    access.require(access.can_use_desk, by)
    about = {"version": version} if version is not None else {}
    audit.record(
        action="report.exported", by=by, target=report, format=form, claims=claims, filters=filters, **about
    )


@transaction.atomic
def note_taken(*, by: User, export: Export) -> None:
    """Note in the log who took an export's file away."""
    audit.record(
        action="export.taken",
        by=by,
        target=export,
        title=str(export),
        claims=export.count,
        sha256=export.sha256,
    )
