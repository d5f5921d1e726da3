"""How often somebody may ask: counted in the database, so that every worker counts with the others."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import connection
from django.utils import timezone

from claims.models import RequestCount

SPAN = timedelta(minutes=1)
CLEARED = 100
COUNT = """
    INSERT INTO claims_requestcount AS counted (caller, started_at, number) VALUES (%s, %s, 1)
    ON CONFLICT (caller) DO UPDATE SET
        number = CASE WHEN counted.started_at = excluded.started_at THEN counted.number + 1 ELSE 1 END,
        started_at = excluded.started_at
    RETURNING number
"""
CLEAR = """
    DELETE FROM claims_requestcount WHERE caller IN (
        SELECT caller FROM claims_requestcount WHERE started_at < %s LIMIT %s FOR UPDATE SKIP LOCKED
    )
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of ``limit`` requests in this span of time; ``reset`` is its end, in whole seconds from now."""

    limit: int
    number: int
    reset: int

    @property
    def is_spent(self) -> bool:
        return self.number > self.limit

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.number)

    @property
    def headers(self) -> dict[str, str]:
        """What the caller is told of it (RateLimit fields; Retry-After when it is spent)."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.limit};w={int(SPAN.total_seconds())}",
        }
        return told | {"Retry-After": str(self.reset)} if self.is_spent else told


def count_request(*, caller: str, limit: int) -> Allowance:
    """Count one request of ``caller`` in the minute that runs. One statement; two in a new minute."""
    now = timezone.now()
    started = _start_of(now)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [caller[:100], started])
        number = cursor.fetchone()[0]
        if number == 1:
            cursor.execute(CLEAR, [started - 10 * SPAN, CLEARED])
    return Allowance(limit, number, max(1, ceil((started + SPAN - now).total_seconds())))


def peek(*, caller: str, limit: int) -> Allowance:
    """Return what is left without counting anything. One statement."""
    now = timezone.now()
    started = _start_of(now)
    counted = RequestCount.objects.filter(caller=caller[:100], started_at=started)
    number = counted.values_list("number", flat=True).first() or 0
    # Whoever has used up the limit has no request left for this one.
    return Allowance(limit, number + 1, max(1, ceil((started + SPAN - now).total_seconds())))


def _start_of(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
