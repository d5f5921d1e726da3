"""One order over a whole report: its sections from 1, and its claims from 1 through all sections."""

from collections.abc import Sequence

from django.db import connection

from claims.models import Report, ReportSection

ORDER_SECTIONS = """
UPDATE claims_reportsection section SET position = placed.place
FROM (
    SELECT id, row_number() OVER (
        ORDER BY CASE WHEN id = ANY(%(moved)s) THEN %(at)s::numeric ELSE position END, position
    ) AS place
    FROM claims_reportsection WHERE report_id = %(report)s AND removed_at IS NULL
) placed
WHERE section.id = placed.id AND section.position <> placed.place
"""
ORDER_ITEMS = """
UPDATE claims_reportitem item SET position = placed.place
FROM (
    SELECT item.id, row_number() OVER (
        ORDER BY coalesce(section.position, 0),
            CASE WHEN item.id = ANY(%(moved)s) THEN %(at)s::numeric ELSE item.position END, item.position
    ) AS place
    FROM claims_reportitem item
    LEFT JOIN claims_reportsection section ON section.id = item.section_id
    WHERE item.report_id = %(report)s AND item.removed_at IS NULL
) placed
WHERE item.id = placed.id AND item.position <> placed.place
"""


def _order(statement: str, *, report: Report, moved: Sequence[int], at: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"report": report.pk, "moved": list(moved), "at": at})


def order_sections(report: Report, *, moved: Sequence[int] = (), at: float = 0) -> None:
    """Number the standing sections from 1, and all claims along with them.

    Sections ``moved`` (pks) come to stand ``at``: 2.5 is after the second and before the third.
    """
    _order(ORDER_SECTIONS, report=report, moved=moved, at=at)
    order_items(report)


def order_items(report: Report, *, moved: Sequence[int] = (), at: float = 0) -> None:
    """Number the standing claims from 1, section after section.

    Items ``moved`` (pks) come to stand ``at`` within their section, in the order that they had.
    """
    _order(ORDER_ITEMS, report=report, moved=moved, at=at)


def sections_of(report: Report) -> list[ReportSection]:
    """Return the standing sections in their order; one query."""
    return list(ReportSection.objects.standing().filter(report=report).order_by("position"))
