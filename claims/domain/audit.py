"""The append-only, hash-chained log of everything that changes.

Each event's hash is SHA-256 over the hash before it and the event's canonical JSON (RFC 8785,
narrowed to strings, whole numbers, booleans, null, lists and objects with ASCII keys), so that the
same event gives the same hash on every machine. A chain alone does not show that its end was cut
off or that all of it was computed anew: note the head (number and hash) somewhere else and give it
to ``verify``.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from claims.models import AuditEvent, User

GENESIS = "0" * 64
CHAIN_LOCK = 4_020_777_001  # any number, the same in every process
LARGEST_WHOLE_NUMBER = 2**53 - 1
# What stands between the person and the desk, where that is no page.
_means: ContextVar[str] = ContextVar("means", default="")
# Written out: every change waits for this statement, and for nothing but it, behind the chain's lock.
APPEND = """
    INSERT INTO claims_auditevent (seq, at, actor_id, action, target_type, target_id, data, previous_hash, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)
"""


def canonical(value: Any) -> str:
    """Return ``value`` as canonical JSON. Raises TypeError for what has no single form (floats, dates)."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _check(value: Any) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_WHOLE_NUMBER:
            raise TypeError(f"{value} is too large for canonical JSON; write it as text")
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise TypeError(f"{key!r} cannot be a key in the log")
            _check(item)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical JSON form; write it as text")


def event_hash(
    *,
    previous: str,
    seq: int,
    at: datetime,
    actor_id: int | None,
    action: str,
    target_type: str,
    target_id: int | None,
    data: dict[str, Any],
) -> str:
    """Return the hex SHA-256 that chains an event to the one before it."""
    body = canonical(
        {
            "seq": seq,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": actor_id,
            "action": action,
            "target_type": target_type,
            "target_id": target_id,
            "data": data,
        }
    )
    return hashlib.sha256(bytes.fromhex(previous) + body.encode()).hexdigest()


@contextmanager
def through(means: str) -> Iterator[None]:
    """Say in every event of this thread what the person acts through, as ``data["through"]``."""
    before = _means.set(means)
    try:
        yield
    finally:
        _means.reset(before)


def record(*, action: str, by: User | None, target: models.Model | None = None, **data: Any) -> AuditEvent:
    """Append one event in the caller's transaction. Call it last: it takes the chain's lock until commit.

    ``data`` holds what changed, as JSON (no floats; dates as ISO text). Raises RuntimeError outside a
    transaction, TypeError for data without a canonical form.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event is written in the transaction of the change that it tells of.")
    target_type = target._meta.model_name or "" if target is not None else ""
    target_id = target.pk if target is not None else None
    actor_id = by.pk if by is not None else None
    if means := _means.get():
        data = {**data, "through": means}
    canonical(data)  # refuse bad data before the lock is taken
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        cursor.execute("SELECT seq, hash FROM claims_auditevent ORDER BY seq DESC LIMIT 1")
        last_seq, previous = cursor.fetchone() or (0, GENESIS)
    at = timezone.now()
    fields: dict[str, Any] = {
        "seq": last_seq + 1,
        "at": at,
        "actor_id": actor_id,
        "action": action,
        "target_type": target_type,
        "target_id": target_id,
        "data": data,
    }
    event = AuditEvent(previous_hash=previous, hash=event_hash(previous=previous, **fields), **fields)
    _append(event)
    return event


def _append(event: AuditEvent) -> None:
    values: list[Any] = [
        event.seq,
        event.at,
        event.actor_id,
        event.action,
        event.target_type,
        event.target_id,
        json.dumps(event.data),
        event.previous_hash,
        event.hash,
    ]
    with connection.cursor() as cursor:
        cursor.execute(APPEND, values)
    event._state.adding, event._state.db = False, connection.alias


@dataclass
class Verification:
    """What ``verify`` found: how many events, the head of the chain, and every break in it."""

    count: int = 0
    head: str = GENESIS
    problems: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.problems


def _rows() -> Iterator[tuple]:
    names = ("seq", "at", "actor_id", "action", "target_type", "target_id", "data", "previous_hash", "hash")
    with transaction.atomic():
        yield from AuditEvent.objects.order_by("seq").values_list(*names).iterator(chunk_size=2000)


def verify(*, noted_seq: int | None = None, noted_hash: str = "") -> Verification:
    """Read the whole chain and name every break.

    ``noted_seq`` and ``noted_hash`` are a head noted earlier outside the database: with them, a cut
    tail and a chain computed anew are found too.
    """
    found = Verification()
    noted_is_there = noted_seq is None
    for seq, at, actor_id, action, target_type, target_id, data, previous, hash_ in _rows():
        found.count += 1
        if seq != found.count:
            found.problems.append(f"event {found.count} is missing: the next one is {seq}")
            found.count = seq
        if previous != found.head:
            found.problems.append(f"event {seq} does not follow the one before it")
        expected = event_hash(
            previous=previous,
            seq=seq,
            at=at,
            actor_id=actor_id,
            action=action,
            target_type=target_type,
            target_id=target_id,
            data=data,
        )
        if expected != hash_:
            found.problems.append(f"event {seq} was changed after it was written")
        if seq == noted_seq:
            noted_is_there = True
            if hash_ != noted_hash:
                found.problems.append(
                    f"event {seq} is not the one that was noted: the chain was written anew"
                )
        found.head = hash_
    if not noted_is_there:
        found.problems.append(
            f"the log ends at event {found.count}, but event {noted_seq} was noted: its end is gone"
        )
    return found
