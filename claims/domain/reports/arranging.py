"""The claims of a report: adding, moving, taking out and putting back."""

from collections.abc import Collection, Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Case, Exists, F, Max, OuterRef, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from psycopg import sql

from claims.domain import audit
from claims.domain.refusals import Refused
from claims.domain.reports.ordering import order_items, sections_of
from claims.domain.reports.wording import check_seen, lock_report, raise_version
from claims.models import Claim, Report, ReportItem, ReportSection, User

GONE = "This claim was taken out of the report meanwhile. Put it back before you move it."

PLACE_CLAIMS = sql.SQL(
    "INSERT INTO claims_reportitem (report_id, section_id, claim_id, position)"
    " SELECT %s, %s, chosen.id, %s + chosen.place FROM ({chosen}) chosen (id, place)"
)
BRING_BACK = sql.SQL(
    "UPDATE claims_reportitem item SET removed_at = NULL, removed_by_id = NULL, stood_at = NULL,"
    " came_from_id = NULL, section_id = %s, position = %s + chosen.place"
    " FROM ({chosen}) chosen (id, place) WHERE item.report_id = %s AND item.claim_id = chosen.id"
)


def _chosen(claims: QuerySet[Claim], *, report: Report, taken_out: bool) -> tuple[str, tuple]:
    """Return a statement for the standing claims of a queryset that are new to a report, or taken out of it.

    Its rows are ids and places from 1, oldest first. Raises EmptyResultSet for a queryset that finds nothing.
    """
    there = ReportItem.objects.filter(report=report, claim=OuterRef("pk"))
    of_the_report = Exists(there.filter(removed_at__isnull=False)) if taken_out else ~Exists(there)
    chosen = (
        Claim.objects.standing()
        .filter(of_the_report, pk__in=claims.order_by().values("pk"))
        .order_by()
        .annotate(place=Window(RowNumber(), order_by="pk"))
        .values_list("pk", "place")
    )
    return chosen.query.sql_with_params()


def place_claims(report: Report, claims: QuerySet[Claim], *, section: ReportSection | None = None) -> int:
    """Put claims at the end of a section of a locked report, oldest first, and return how many were placed.

    However many they are, two statements place them. Those that stand in the report already stay where
    they are; those that were taken out come back. Retracted claims are left out.
    """
    placed = 0
    for statement, taken_out in ((BRING_BACK, True), (PLACE_CLAIMS, False)):
        try:
            chosen, parameters = _chosen(claims, report=report, taken_out=taken_out)
        except EmptyResultSet:
            return 0
        last = (
            ReportItem.objects.standing().filter(report=report).aggregate(last=Max("position"))["last"] or 0
        )
        where = section.pk if section else None
        values = [where, last, *parameters, report.pk] if taken_out else [report.pk, where, last, *parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement.format(chosen=sql.SQL(chosen)), values)
            placed += cursor.rowcount
    return placed


@transaction.atomic
def add_claims(
    *, by: User, report: Report, claims: QuerySet[Claim], section: ReportSection | None = None
) -> int:
    """Add claims at the end of a section, or before the first one, and return how many are new there."""
    locked = lock_report(report, by=by)
    _check_section(section, report=locked)
    placed = place_claims(locked, claims, section=section)
    if not placed:
        return 0
    order_items(locked)
    raise_version(locked)
    audit.record(
        action="report.claims_added",
        by=by,
        target=locked,
        claims=placed,
        section=section.pk if section else None,
    )
    return placed


def _lock_items(report: Report, items: Collection[int]) -> list[ReportItem]:
    """Return those of the items (pks) that stand in a locked report, in order."""
    standing = ReportItem.objects.standing().filter(report=report, pk__in=list(items))
    return list(standing.order_by("position"))


def _note_move(*, by: User, report: Report, items: Sequence[ReportItem]) -> None:
    """Count a move as a change of the report, and log it; ``items`` are as they stood before."""
    raise_version(report)
    now = dict(ReportItem.objects.filter(pk__in=[item.pk for item in items]).values_list("pk", "position"))
    audit.record(
        action="report.claims_moved",
        by=by,
        target=report,
        moves=[{"claim": item.claim_id, "before": item.position, "after": now[item.pk]} for item in items],
    )


@transaction.atomic
def move_claim(*, by: User, report: Report, item: int, seen: int, down: bool) -> None:
    """Move a claim (the pk of its item) up or down by one, over the edge of its section too.

    At the end of the report nothing happens. Raises Changed for a report that was changed since ``seen``.
    """
    report = lock_report(report, by=by)
    check_seen(report, seen=seen)
    found = _lock_items(report, [item])
    if not found:
        raise Refused(GONE)
    (locked,) = found
    step = 1 if down else -1
    neighbour = ReportItem.objects.filter(
        report=report, position=(locked.position or 0) + step, section=locked.section_id
    ).first()
    if neighbour is not None:
        _swap(locked, neighbour)
    else:
        sections = [None, *(section.pk for section in sections_of(report))]
        place = sections.index(locked.section_id) + step
        if not 0 <= place < len(sections):
            return
        # It stood at the edge of one section, so it stands at the edge of the next without moving.
        ReportItem.objects.filter(pk=locked.pk).update(section=sections[place], came_from=None)
    _note_move(by=by, report=report, items=found)


def _swap(one: ReportItem, other: ReportItem) -> None:
    """Let two neighbours change places, in one statement: no two ever stand in one place."""
    ReportItem.objects.filter(pk__in=[one.pk, other.pk]).update(
        position=Case(When(pk=one.pk, then=Value(other.position)), default=Value(one.position)),
        came_from=Case(When(pk=one.pk, then=Value(None)), default=F("came_from")),
    )


@transaction.atomic
def move_claims_to_place(*, by: User, report: Report, items: Collection[int], seen: int, number: int) -> int:
    """Move claims (pks of items) so that the first of them has a number of the whole report, from 1.

    They join the section of the claim that then follows; a number beyond the end is the last place.
    Returns how many were moved. Raises Changed for a report that was changed since ``seen``.
    """
    report = lock_report(report, by=by)
    check_seen(report, seen=seen)
    moved = _lock_items(report, items)
    others = ReportItem.objects.standing().filter(report=report).exclude(pk__in=[item.pk for item in moved])
    follower = others.order_by("position")[max(0, number - 1) :].first()
    last = None if follower else others.order_by("-position").first()
    there = follower or last
    if not moved or there is None:
        return 0
    at = (there.position or 0) + (0.5 if there is last else -0.5)
    return _put(by=by, report=report, moved=moved, section=there.section_id, at=at)


@transaction.atomic
def move_claims_to_section(
    *, by: User, report: Report, items: Collection[int], seen: int, section: ReportSection | None
) -> int:
    """Move claims (pks of items) to the end of a section, or of what stands before the sections.

    Returns how many were moved. Raises Changed for a report that was changed since ``seen``.
    """
    report = lock_report(report, by=by)
    check_seen(report, seen=seen)
    _check_section(section, report=report)
    moved = _lock_items(report, items)
    if not moved:
        return 0
    beyond = ReportItem.objects.standing().filter(report=report).count() + 1
    return _put(by=by, report=report, moved=moved, section=section.pk if section else None, at=beyond)


def _put(*, by: User, report: Report, moved: list[ReportItem], section: int | None, at: float) -> int:
    pks = [item.pk for item in moved]
    ReportItem.objects.filter(pk__in=pks).update(section=section, came_from=None)
    order_items(report, moved=pks, at=at)
    _note_move(by=by, report=report, items=moved)
    return len(moved)


def _check_section(section: ReportSection | None, *, report: Report) -> None:
    if section is not None and (section.report_id != report.pk or section.removed_at):
        raise Refused("That section is not in this report any more. Choose another one.", field="section")


@transaction.atomic
def remove_claims(*, by: User, report: Report, items: Collection[int]) -> int:
    """Take claims (pks of items) out of a report, and return how many; each can be put back."""
    report = lock_report(report, by=by)
    standing = _lock_items(report, items)
    if not standing:
        return 0
    take_out(ReportItem.objects.filter(pk__in=[item.pk for item in standing]), report=report, by=by)
    audit.record(
        action="report.claims_removed",
        by=by,
        target=report,
        claims=[item.claim_id for item in standing],
        places=[item.position for item in standing],
    )
    return len(standing)


def take_out(items: QuerySet[ReportItem], *, report: Report, by: User) -> int:
    """Take standing claims out of a locked report, close the gaps and return how many they were."""
    number = items.filter(report=report, removed_at=None).update(
        stood_at=F("position"), position=None, removed_at=timezone.now(), removed_by=by
    )
    if number:
        order_items(report)
        raise_version(report)
    return number


@transaction.atomic
def restore_claim(*, by: User, report: Report, item: int) -> ReportItem:
    """Put a claim (the pk of its item) back where it stood: in its section, if that still stands.

    Twice is the same as once. Raises ReportItem.DoesNotExist for an item of another report.
    """
    report = lock_report(report, by=by)
    locked = ReportItem.objects.select_related("section").get(pk=item, report=report)
    if locked.stood_at is None:
        return locked
    at = locked.stood_at - 0.5
    locked.position = ReportItem.objects.standing().filter(report=report).count() + 1
    locked.stood_at = locked.removed_at = locked.removed_by = None
    if locked.section is not None and locked.section.removed_at:
        # It goes back to its section when that is put back as well.
        locked.came_from, locked.section = locked.section, _section_before(report, at=at)
    locked.save(update_fields=["position", "stood_at", "removed_at", "removed_by", "section", "came_from"])
    order_items(report, moved=[locked.pk], at=at)
    raise_version(report)
    audit.record(action="report.claim_restored", by=by, target=report, claim=locked.claim_id)
    locked.refresh_from_db(fields=["position"])
    return locked


def _section_before(report: Report, *, at: float) -> ReportSection | None:
    """Return the section of the claim that stands just before a place."""
    before = ReportItem.objects.standing().filter(report=report, position__lt=at).order_by("-position")
    found = before.select_related("section").first()
    return found.section if found else None
