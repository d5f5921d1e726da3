"""What changed in a report from one version to another, or to the draft: claims, places, rulings."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from claims.models import Claim, Report, ReportVersion, Ruling

SHOWN = 200  # of each kind; all are counted
FROZEN_PLACES = """
SELECT item.claim_id, coalesce((version.sections->(item.section - 1)->>'id')::bigint, 0), item.ruling_id, ruling.label
FROM claims_reportversionitem item
JOIN claims_reportversion version ON version.id = item.version_id
JOIN claims_ruling ruling ON ruling.id = item.ruling_id
WHERE item.version_id = %s ORDER BY item.position
"""
DRAFT_PLACES = """
SELECT item.claim_id, coalesce(item.section_id, 0), standing.id, standing.label
FROM claims_reportitem item
LEFT JOIN LATERAL (
    SELECT id, label, kind FROM claims_ruling WHERE claim_id = item.claim_id ORDER BY number DESC LIMIT 1
) standing ON standing.kind <> 'withdrawal'
WHERE item.report_id = %s AND item.removed_at IS NULL ORDER BY item.position
"""


@dataclass(frozen=True)
class Place:
    """Where a claim stands: in which section (its pk; 0 before the first), under which ruling and label."""

    claim: int
    section: int
    ruling: int | None
    label: str


@dataclass(frozen=True)
class Change:
    """One claim that differs: its words, number and label in the older and in the newer version (0, "": none)."""

    claim: int
    statement: str
    before: int
    after: int
    label_before: str
    label_after: str


@dataclass(frozen=True)
class Changes:
    """Some claims that changed in one way, in order, and how many there are in all."""

    shown: tuple[Change, ...]
    number: int


@dataclass(frozen=True)
class Comparison:
    """What changed among the claims: put in, taken out, moved, or under another ruling."""

    added: Changes
    removed: Changes
    moved: Changes
    reruled: Changes

    @property
    def is_empty(self) -> bool:
        return not (self.added.number or self.removed.number or self.moved.number or self.reruled.number)


def places_of(source: Report | ReportVersion) -> list[Place]:
    """Return the places of a version, or of a report's draft with the rulings that stand; one query."""
    statement = FROZEN_PLACES if isinstance(source, ReportVersion) else DRAFT_PLACES
    with connection.cursor() as cursor:
        cursor.execute(statement, [source.pk])
        return [
            Place(claim, section, ruling, label or "") for claim, section, ruling, label in cursor.fetchall()
        ]


def stay_in_order(numbers: Sequence[int]) -> set[int]:
    """Return the most numbers of a sequence that rise all along; each of them stands in it once.

    The longest rising subsequence by patience sorting, O(n log n): Fredman, "On computing the length of
    longest increasing subsequences", Discrete Mathematics 11 (1975).
    """
    tails: list[int] = []  # the smallest number that a rising row of each length ends with
    before: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(tails, number)
        before[number] = tails[length - 1] if length else None
        tails[length : length + 1] = [number]
    row: set[int] = set()
    last: int | None = tails[-1] if tails else None
    while last is not None:
        row.add(last)
        last = before[last]
    return row


def compare_places(older: Sequence[Place], newer: Sequence[Place]) -> dict[str, list[int]]:
    """Return the ids of claims that were added, removed, moved and reruled, in the order they stand in.

    A claim moved when it stands in another section, or between others than before: of those that stand in
    both, the fewest whose moving explains the order.
    """
    was = {place.claim: (number, place) for number, place in enumerate(older)}
    now = {place.claim for place in newer}
    common = [place for place in newer if place.claim in was]
    stayed = stay_in_order([was[place.claim][0] for place in common])
    return {
        "added": [place.claim for place in newer if place.claim not in was],
        "removed": [place.claim for place in older if place.claim not in now],
        "moved": [
            place.claim
            for place in common
            if was[place.claim][0] not in stayed or was[place.claim][1].section != place.section
        ],
        "reruled": [place.claim for place in common if was[place.claim][1].ruling != place.ruling],
    }


def compare_claims(older: ReportVersion, newer: Report | ReportVersion) -> Comparison:
    """Return what changed among the claims from a version to a later one, or to the draft; four queries."""
    places = (places_of(older), places_of(newer))
    found = compare_places(*places)
    numbers = [{place.claim: (number, place) for number, place in enumerate(side, 1)} for side in places]
    shown = {name: ids[:SHOWN] for name, ids in found.items()}
    words = _words({claim for ids in shown.values() for claim in ids}, numbers)

    def changes(name: str) -> Changes:
        nothing = (0, None)
        made = []
        for claim in shown[name]:
            (before, place_before), (after, place_after) = (side.get(claim, nothing) for side in numbers)
            made.append(
                Change(
                    claim=claim,
                    statement=words.get(claim, ""),
                    before=before,
                    after=after,
                    label_before=place_before.label if place_before else "",
                    label_after=place_after.label if place_after else "",
                )
            )
        return Changes(tuple(made), len(found[name]))

    return Comparison(
        added=changes("added"),
        removed=changes("removed"),
        moved=changes("moved"),
        reruled=changes("reruled"),
    )


def _words(claims: Iterable[int], sides: Sequence[dict[int, tuple[int, Place]]]) -> dict[int, str]:
    """Return each claim's words: as they were ruled on, in the newer version first, or as they are now."""
    claims = list(claims)
    ruled = {side[claim][1].ruling: claim for side in sides for claim in claims if claim in side}
    statements = dict(
        Ruling.objects.filter(pk__in=[ruling for ruling in ruled if ruling]).values_list("pk", "statement")
    )
    words = dict(Claim.objects.filter(pk__in=claims).values_list("pk", "statement"))
    return words | {ruled[ruling]: statement for ruling, statement in sorted(statements.items())}
