"""Tokens for the API: made by a person for a purpose, shown once, run out by themselves, revoked at any time."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from claims.domain import access, audit
from claims.domain.refusals import Refused
from claims.domain.typed import clean_line
from claims.models import ApiToken, User
from claims.models.api_token import LONGEST_LIFE
from claims.models.joined import Joined
from claims.vocabulary import Scope

NAME_LIMIT = 100
MOST_LIVE = 50
# fct_<prefix>_<secret>: 40 bits to find it by, 256 bits that nobody can guess.
SHAPE = re.compile(r"(?P<prefix>fct_[0-9a-f]{10})_[A-Za-z0-9_-]{43}\Z")
NOTED_EVERY = timedelta(minutes=1)

FOUND = Joined(
    {"t.user": "u"}, t=(ApiToken, ["id", "name", "user_id", "prefix", "sha256", "expires_at"]), u=User
)
# Who asks, with their roles, in the one statement that every request begins with.
FIND = f"""
    SELECT {FOUND.columns}, t.scopes, t.last_used_at, ARRAY(
        SELECT g.name FROM auth_group g JOIN claims_user_groups held ON held.group_id = g.id
        WHERE held.user_id = u.id
    ) FROM claims_apitoken t JOIN claims_user u ON u.id = t.user_id
    WHERE t.prefix = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND u.is_active
"""  # noqa: S608  # names of columns alone


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(
    *, by: User, name: str, scopes: Sequence[str], lifetime: timedelta, client_id: UUID | None = None
) -> tuple[ApiToken, str]:
    """Make a token for ``by`` and return it with its secret, which is not kept and cannot be shown again.

    Raises Refused without a name, for no or unknown scopes, for a scope that the person's roles do not
    include, for a lifetime that is none or longer than a year, and for a
    form that was sent before (``client_id``): its secret is gone.
    """
    access.require(access.can_make_token, by)
    name = clean_line(name, field="name")
    if not name:
        raise Refused("Say what the token is for, so that you know it again.", field="name")
    if len(name) > NAME_LIMIT:
        raise Refused(f"Keep the name under {NAME_LIMIT} characters.", field="name")
    chosen = [scope for scope in Scope.values if scope in scopes]
    if not chosen or len(chosen) != len(set(scopes)):
        raise Refused("Choose what the token may do.", field="scopes")
    if Scope.PUBLISH in chosen and not access.can_publish(by):
        raise Refused("Only an editor's token can publish.", field="scopes")
    if not timedelta() < lifetime <= LONGEST_LIFE:
        raise Refused("A token lasts a year at most.", field="lifetime")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once may not pass the limit
    if client_id is not None and ApiToken.objects.filter(client_id=client_id).exists():
        raise Refused(
            "This form made a token already, which stands in the list. If you did not copy it, revoke it and"
            " make another one."
        )
    if ApiToken.objects.live().filter(user=by).count() >= MOST_LIVE:
        raise Refused(f"You have {MOST_LIVE} tokens. Revoke those that are not used any more.")
    prefix = f"fct_{secrets.token_hex(5)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    now = timezone.now()
    token = ApiToken.objects.create(
        user=by,
        name=name,
        prefix=prefix,
        sha256=_digest(secret),
        scopes=chosen,
        client_id=client_id,
        created_at=now,
        expires_at=now + lifetime,
    )
    audit.record(
        action="apitoken.made",
        by=by,
        target=token,
        name=name,
        prefix=prefix,
        scopes=chosen,
        expires_at=token.expires_at.isoformat(),
    )
    return token, secret


@transaction.atomic
def revoke_token(*, by: User, token: ApiToken) -> ApiToken:
    """Make a token useless, for good: one's own, or as an administrator anybody's. Twice is once."""
    if token.user_id != by.pk:
        access.require(access.can_administer, by)
    locked = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if locked.revoked_at is not None:
        return locked
    locked.revoked_at, locked.revoked_by = timezone.now(), by
    locked.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(action="apitoken.revoked", by=by, target=locked, name=locked.name, prefix=locked.prefix)
    return locked


def find_token(secret: str) -> ApiToken | None:
    """Return the live token of a secret with its active user and their roles, and note its use; else None.

    One statement, and once a minute another.
    """
    shape = SHAPE.match(secret)
    if shape is None:
        return None
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(FIND, [shape["prefix"], now])
        row = cursor.fetchone()
    if row is None:
        return None
    token: ApiToken = FOUND.read(row)["t"]
    if not secrets.compare_digest(token.sha256, _digest(secret)):
        return None
    token.scopes, token.last_used_at, token.user.role_names = row[-3:]
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
