"""Making reports, and noting what left the desk."""

from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from psycopg import sql

from claims.domain import access, audit, retraction
from claims.domain.refusals import Refused
from claims.models import Claim, Export, Report, ReportItem, User
from claims.vocabulary import Label

TITLE_LIMIT = 200
INTRODUCTION_LIMIT = 20_000
NO_CLAIMS = "No claims were chosen. Tick some, or widen the filter."

PLACE_CLAIMS = sql.SQL(
    "INSERT INTO claims_reportitem (report_id, claim_id, position) SELECT %s, chosen.* FROM ({chosen}) chosen"
)


@transaction.atomic
def make_report(
    *, by: User, title: str, introduction: str = "", claims: QuerySet[Claim], client_id: UUID | None = None
) -> Report:
    """Make a report of the claims in a queryset, oldest first; retracted ones are left out.

    However many they are, they are placed by one statement. ``client_id`` comes with the form: sent
    twice, made once. Raises Refused without a title or claims.
    """
    access.require(access.can_make_report, by)
    title, introduction = " ".join(title.split()), introduction.strip()
    if not title:
        raise Refused("Give the report a title.", field="title")
    if len(title) > TITLE_LIMIT:
        raise Refused(f"Keep the title to {TITLE_LIMIT} characters.", field="title")
    if len(introduction) > INTRODUCTION_LIMIT:
        raise Refused(
            f"The introduction has {len(introduction):,} characters; {INTRODUCTION_LIMIT:,} is the most.",
            field="introduction",
        )
    try:
        with transaction.atomic():
            report = Report.objects.create(
                title=title, introduction=introduction, created_by=by, client_id=client_id
            )
    except IntegrityError:
        sent_before = Report.objects.filter(client_id=client_id, created_by=by).first()
        if sent_before is None:
            raise Refused(
                "This form was already used for another report. Reload it and send it again."
            ) from None
        return sent_before
    placed = _place(report, claims)
    if not placed:
        raise Refused(NO_CLAIMS, field="claim")
    audit.record(
        action="report.made", by=by, target=report, title=title, introduction=introduction, claims=placed
    )
    return report


def _place(report: Report, claims: QuerySet[Claim]) -> int:
    """Put the claims into the report, numbered from 1, and return how many they were."""
    chosen = (
        Claim.objects.standing()
        .filter(pk__in=claims.order_by().values("pk"))
        .order_by()
        .annotate(place=Window(RowNumber(), order_by="pk"))
        .values_list("pk", "place")
    )
    try:
        statement, parameters = chosen.query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(PLACE_CLAIMS.format(chosen=sql.SQL(statement)), [report.pk, *parameters])
        return cursor.rowcount


@transaction.atomic
def retract_report(*, by: User, report: Report, reason: str) -> Report:
    """Take a report back, with a reason; it stays on record and can be restored."""
    access.require(access.can_make_report, by)
    return retraction.retract(by=by, row=report, reason=reason)


@transaction.atomic
def restore_report(*, by: User, report: Report) -> Report:
    """Put a retracted report back."""
    access.require(access.can_make_report, by)
    return retraction.restore(by=by, row=report)


def label_counts(report: Report) -> list[tuple[str, int]]:
    """Return how many of a report's claims carry each label, in the vocabulary's order; "" is no label yet."""
    counted = dict(
        ReportItem.objects.filter(report=report)
        .order_by()
        .values_list("claim__label")
        .annotate(number=Count("pk"))
    )
    return [(label, counted[label]) for label in (*Label.values, "") if label in counted]


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
