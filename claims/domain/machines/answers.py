"""Asking twice: a request that was answered already gets the same answer, and is not acted on again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from claims.domain.refusals import Refused
from claims.models import ApiToken, KeptAnswer

KEPT = timedelta(hours=24)
WAIT = "10s"
CLEARED = 50
# Whoever comes second waits here for the first, and then finds the answer; if it failed, it is theirs to try.
TAKE = """
    INSERT INTO claims_keptanswer AS kept (token_id, key, request_sha256, status, headers, body, expires_at)
    VALUES (%s, %s, %s, NULL, '{}', '', %s)
    ON CONFLICT (token_id, key) DO UPDATE SET
        request_sha256 = excluded.request_sha256, status = NULL, headers = '{}', body = '',
        expires_at = excluded.expires_at
        WHERE kept.expires_at < %s
    RETURNING id
"""
CLEAR = """
    DELETE FROM claims_keptanswer WHERE id IN (
        SELECT id FROM claims_keptanswer WHERE expires_at < %s LIMIT %s FOR UPDATE SKIP LOCKED
    )
"""


class Answer(NamedTuple):
    """An answer as it is sent: status, the header fields that matter, and the body."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and whether it was given before."""

    answer: Answer
    again: bool


class OtherRequest(Refused):
    """The key came before with another request."""


class StillAtWork(Refused):
    """The first request with the key is still being worked on."""


def digest(*parts: bytes) -> str:
    """Return the hex SHA-256 that tells a request, in its parts, from others."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


@transaction.atomic
def answer_once(*, token: ApiToken, key: str, request_sha256: str, act: Callable[[], Answer]) -> Given:
    """Return what ``act`` answers, or what it answered when the same request came with this key before.

    The answer is kept for a day in the transaction of the change itself, so neither is ever there without
    the other. What ``act`` raises undoes both. A second request waits for the first. Raises OtherRequest
    and StillAtWork.
    """
    now = timezone.now()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            cursor.execute(TAKE, [token.pk, key, request_sha256, now + KEPT, now])
            taken = cursor.fetchone()
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError:
        raise StillAtWork(
            "The first request with this key is still being worked on. Ask again later."
        ) from None
    if taken is None:
        return Given(_kept(token, key, request_sha256), again=True)
    answer = act()
    KeptAnswer.objects.filter(pk=taken[0]).update(
        status=answer.status, headers=answer.headers, body=answer.body
    )
    with connection.cursor() as cursor:
        cursor.execute(CLEAR, [now - KEPT, CLEARED])
    return Given(answer, again=False)


def _kept(token: ApiToken, key: str, request_sha256: str) -> Answer:
    kept = KeptAnswer.objects.get(token=token, key=key)
    if kept.request_sha256 != request_sha256:
        raise OtherRequest("This key came before with another request. Take a new key for a new request.")
    if kept.status is None:
        raise StillAtWork("The first request with this key is still being worked on. Ask again later.")
    return Answer(kept.status, kept.headers, kept.body)
