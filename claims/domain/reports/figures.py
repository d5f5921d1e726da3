"""What the charts of a report show: labels, evidence by stance, and when the claims were made. Numbers only.

Each is one aggregate over the report's claims. A draft counts claims and evidence as they stand now; what is
published counts the latest rulings, with the evidence as it stood when they were made.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from claims.models import Report
from claims.vocabulary import Label, Stance

MOST_BARS = 60
DRAFT_CLAIMS = """
SELECT claim.claimed_on, claim.label, count(*)
FROM claims_reportitem item JOIN claims_claim claim ON claim.id = item.claim_id
WHERE item.report_id = %s AND item.removed_at IS NULL
GROUP BY claim.claimed_on, claim.label
"""
DRAFT_EVIDENCE = """
SELECT evidence.stance, count(*)
FROM claims_reportitem item JOIN claims_evidence evidence ON evidence.claim_id = item.claim_id
WHERE item.report_id = %s AND item.removed_at IS NULL AND evidence.retracted_at IS NULL
GROUP BY evidence.stance
"""
LATEST_RULINGS = """
FROM claims_reportitem item
CROSS JOIN LATERAL (
    SELECT * FROM claims_ruling WHERE claim_id = item.claim_id ORDER BY number DESC LIMIT 1
) ruling
"""
RULED_CLAIMS = f"""
SELECT ruling.claimed_on, ruling.label, count(*) {LATEST_RULINGS}
WHERE item.report_id = %s AND item.removed_at IS NULL
GROUP BY ruling.claimed_on, ruling.label
"""
RULED_EVIDENCE = f"""
SELECT piece->>'stance', count(*) {LATEST_RULINGS}
CROSS JOIN LATERAL jsonb_array_elements(ruling.evidence) piece
WHERE item.report_id = %s AND item.removed_at IS NULL
GROUP BY piece->>'stance'
"""


@dataclass(frozen=True)
class Bar:
    """The claims made in one stretch of time: its first day, and how many carry each label ("": none)."""

    start: date
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Figures:
    """How many claims carry each label ("": none yet), how many pieces of evidence have each stance, and

    ``bars``: the claims by ``unit`` (day, month, year, decade or century), without gaps; ``undated`` claims
    have no date.
    """

    labels: dict[str, int]
    evidence: dict[str, int]
    unit: str
    bars: tuple[Bar, ...]
    undated: int

    @property
    def claims(self) -> int:
        return sum(self.labels.values())

    def as_json(self) -> dict[str, Any]:
        """Return the same as JSON; ``read_figures`` gives it back."""
        bars = [[bar.start.isoformat(), bar.counts] for bar in self.bars]
        return {
            "labels": self.labels,
            "evidence": self.evidence,
            "unit": self.unit,
            "bars": bars,
            "undated": self.undated,
        }


def read_figures(stored: dict[str, Any]) -> Figures:
    """Return what ``as_json`` wrote; an empty object gives figures of nothing."""
    return Figures(
        labels=_in_order(stored.get("labels", {}), (*Label.values, "")),
        evidence=_in_order(stored.get("evidence", {}), Stance.values),
        unit=stored.get("unit", "day"),
        bars=tuple(Bar(date.fromisoformat(start), counts) for start, counts in stored.get("bars", [])),
        undated=stored.get("undated", 0),
    )


def _in_order(counts: dict[str, int], names: Iterable[str]) -> dict[str, int]:
    """Return the counts in the order of the names: the database keeps an object's fields in its own."""
    return {name: counts[name] for name in names if name in counts}


def draft_figures(report: Report) -> Figures:
    """Count a report's claims and their evidence as they stand now; two queries."""
    return _figures(_rows(DRAFT_CLAIMS, report), _rows(DRAFT_EVIDENCE, report))


def ruled_figures(report: Report) -> Figures:
    """Count the latest rulings on a report's claims, with the evidence they rest on; two queries."""
    return _figures(_rows(RULED_CLAIMS, report), _rows(RULED_EVIDENCE, report))


def _rows(statement: str, report: Report) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [report.pk])
        return cursor.fetchall()


def _figures(claims: Iterable[tuple[date | None, str, int]], evidence: Iterable[tuple[str, int]]) -> Figures:
    labels: dict[str, int] = {}
    days: dict[date, dict[str, int]] = {}
    undated = 0
    for day, label, number in claims:
        labels[label] = labels.get(label, 0) + number
        if day is None:
            undated += number
        else:
            days.setdefault(day, {})[label] = number
    unit, bars = timeline(days)
    return Figures(
        labels=_in_order(labels, (*Label.values, "")),
        evidence=_in_order(dict(evidence), Stance.values),
        unit=unit,
        bars=bars,
        undated=undated,
    )


def _start_of(day: date, unit: str) -> date:
    if unit == "day":
        return day
    if unit == "month":
        return day.replace(day=1)
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    return date(day.year - day.year % years, 1, 1)


def _after(start: date, unit: str) -> date:
    if unit == "day":
        return start + timedelta(days=1)
    if unit == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return date(start.year + {"year": 1, "decade": 10, "century": 100}[unit], 1, 1)


def _starts(first: date, last: date, unit: str) -> list[date]:
    """Return the first days of all stretches between two dates, or of one more than may be shown."""
    starts = [_start_of(first, unit)]
    while len(starts) <= MOST_BARS and (after := _after(starts[-1], unit)) <= last:
        starts.append(after)
    return starts


def timeline(days: dict[date, dict[str, int]]) -> tuple[str, tuple[Bar, ...]]:
    """Put counts by day into the shortest unit of time that needs no more than ``MOST_BARS`` bars."""
    if not days:
        return "day", ()
    for unit in ("day", "month", "year", "decade", "century"):
        starts = _starts(min(days), max(days), unit)
        if len(starts) <= MOST_BARS:
            break
    counts: dict[date, dict[str, int]] = {start: {} for start in starts}
    for day, labels in days.items():
        there = counts[_start_of(day, unit)]
        for label, number in labels.items():
            there[label] = there.get(label, 0) + number
    return unit, tuple(Bar(start, counts[start]) for start in starts)
