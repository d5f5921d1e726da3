"""Whose turn a claim is: which comes next, and who has it in hand."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.domain import access
from claims.domain.refusals import Refused
from claims.models import Claim, Lease, User, Verdict

WAITING_COUNTED = 100

# ``Claim.objects.waiting_for`` once more, in SQL: building these anew each time costs the loop more than
# running them.
#
# The verdict is asked for claim by claim: an anti-join would go through all verdicts of this person for
# each claim where the planner takes them for few.
WAITS = """
    c.stage = 'open' AND c.retracted_at IS NULL AND coalesce((
        SELECT v.claim_version FROM claims_verdict v
        WHERE v.claim_id = c.id AND v.reviewer_id = %(reviewer)s AND v.is_current
    ), 0) < c.meaning_version
"""
COUNTED = f"""
    SELECT count(*), coalesce(bool_or(id = %(after)s), false)
    FROM (SELECT c.id FROM claims_claim c WHERE {WAITS} LIMIT %(most)s) waiting
"""  # noqa: S608  # our own words alone
# Which claim comes next, for a statement that begins with FREE. A choice is looked at only when those before
# it gave nothing.
FREE = f"""
    WITH free AS NOT MATERIALIZED (
        SELECT c.id FROM claims_claim c
        WHERE {WAITS} AND c.id <> %(after)s AND NOT EXISTS (
            SELECT FROM claims_lease l WHERE l.claim_id = c.id AND l.reviewer_id <> %(reviewer)s
                AND l.expires_at > %(now)s)
    )
"""  # noqa: S608  # our own words alone
FIRST = """
    coalesce(
        (SELECT id FROM free WHERE id > %(after)s AND id <> ALL (%(skipping)s) ORDER BY id LIMIT 1),
        (SELECT id FROM free WHERE id <> ALL (%(skipping)s) ORDER BY id LIMIT 1),
        (SELECT id FROM free ORDER BY id LIMIT 1)
    )
"""
NEXT = f"{FREE} SELECT * FROM claims_claim WHERE id = {FIRST}"  # noqa: S608  # as above
TAKE = """
    INSERT INTO claims_lease (claim_id, reviewer_id, expires_at) VALUES (%(claim)s, %(by)s, %(until)s)
    ON CONFLICT (claim_id) DO UPDATE SET reviewer_id = %(by)s, expires_at = %(until)s
    WHERE claims_lease.reviewer_id = %(by)s OR claims_lease.expires_at <= %(now)s
    RETURNING id
"""


class Held(Refused):
    """Somebody else has the claim in hand: ``by``, until ``until``."""

    def __init__(self, lease: Lease) -> None:
        super().__init__(
            f"{lease.reviewer} is reviewing this claim until"
            f" {timezone.localtime(lease.expires_at):%H:%M}. You can still give your verdict, or take the next."
        )
        self.by, self.until = lease.reviewer, lease.expires_at


def next_claim(*, reviewer: User, skipping: Collection[int] = (), after: int | None = None) -> Claim | None:
    """Return the oldest open claim that waits for this person and that nobody else has in hand.

    ``after`` is the id of the claim just left: later ones come first, then earlier ones, never itself.
    Skipped ones come when nothing else is left. None when nothing waits.
    """
    asked = asked_for_next(reviewer=reviewer, skipping=skipping, after=after)
    return next(iter(Claim.objects.raw(NEXT, asked)), None)


def asked_for_next(*, reviewer: User, skipping: Collection[int], after: int | None) -> dict[str, Any]:
    """Return the values that ``FREE`` and ``FIRST`` ask for."""
    return {"reviewer": reviewer.pk, "after": after or 0, "skipping": list(skipping), "now": timezone.now()}


class Waiting(NamedTuple):
    """How many claims wait for a person, and whether the one that they come from is among them."""

    number: int
    has_left: bool


NOTHING_WAITS = Waiting(0, has_left=False)


def waiting_count(reviewer: User, *, after: int | None = None) -> Waiting:
    """Count the open claims that wait for this person; counting ends at ``WAITING_COUNTED``.

    ``after`` is the id of the claim that they come from: its verdict may be on its way.
    """
    asked = {"reviewer": reviewer.pk, "after": after or 0, "most": WAITING_COUNTED}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, asked)
        return Waiting(*cursor.fetchone())


def given_today(reviewer: User) -> int:
    """Count the verdicts that this person gave since midnight, without those taken back."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Verdict.objects.filter(reviewer=reviewer, created_at__gte=midnight, withdrawn_at=None).count()


@transaction.atomic
def take_lease(*, by: User, claim: Claim) -> Lease:
    """Take a claim in hand for ``settings.LEASE_SECONDS``, or hold it longer; raises Held.

    One has one claim in hand: others that this person had are free again. A lease keeps two from
    starting on one claim and forbids nothing, so it leaves no line in the log.
    """
    access.require(access.can_review, by)
    now = timezone.now()
    before = Lease.objects.filter(reviewer=by).exclude(claim=claim).select_for_update(skip_locked=True)
    Lease.objects.filter(pk__in=[lease.pk for lease in before]).delete()
    with connection.cursor() as cursor:
        until = now + timedelta(seconds=settings.LEASE_SECONDS)
        cursor.execute(TAKE, {"claim": claim.pk, "by": by.pk, "until": until, "now": now})
        taken = cursor.fetchone()
    lease = Lease.objects.select_related("reviewer").filter(claim=claim).first()
    if taken is None and lease is not None:
        raise Held(lease)
    return lease or Lease(claim=claim, reviewer=by, expires_at=now)


def release_lease(*, by: User, claim: Claim) -> None:
    """Give back a claim that one has in hand; nothing happens to anybody else's."""
    Lease.objects.filter(claim=claim, reviewer=by).delete()


def take_next(*, by: User, skipping: Collection[int] = (), after: int | None = None) -> Claim | None:
    """Take the next claim in hand and return it; two people at once get two claims."""
    for _ in range(20):
        claim = next_claim(reviewer=by, skipping=skipping, after=after)
        if claim is None:
            return None
        try:
            take_lease(by=by, claim=claim)
        except Held:
            continue  # somebody was quicker; the next look leaves it out
        return claim
    return None
