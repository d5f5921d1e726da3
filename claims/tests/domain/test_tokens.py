"""Tokens: whose they are, what they include, and how they end."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.domain.machines import tokens
from claims.domain.machines.limits import count_request
from claims.domain.refusals import Refused
from claims.models import ApiToken, AuditEvent, RequestCount

pytestmark = pytest.mark.django_db


def make(user, **changes):
    return tokens.make_token(
        **{"by": user, "name": "Export", "scopes": ["read"], "lifetime": timedelta(days=1)} | changes
    )


def test_only_the_hash_of_a_token_is_kept_and_it_finds_its_person_and_roles(
    reviewer, django_assert_num_queries
):
    token, secret = make(reviewer)
    assert token.sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(ApiToken.objects.values().get())
    assert secret not in str(list(AuditEvent.objects.values_list("data", flat=True)))
    tokens.find_token(secret)
    with django_assert_num_queries(1):
        found = tokens.find_token(secret)
        assert (found.pk, found.user, found.user.roles) == (token.pk, reviewer, {"reviewer"})
        assert found.scopes == ["read"]
    assert ApiToken.objects.get().last_used_at is not None


def test_a_token_is_long_enough_never_to_be_guessed(reviewer):
    secrets = {make(reviewer)[1] for _ in range(5)}
    assert len(secrets) == 5
    assert {len(secret.split("_", 2)[2]) for secret in secrets} == {43}  # 256 bits in base64


def test_what_is_no_live_token_finds_nobody(reviewer):
    token, secret = make(reviewer)
    for wrong in (
        "",
        "x",
        secret[:-1],
        secret + "A",
        secret.upper(),
        secret[:-1] + "!",
        f"{secret}\n",
        "fct_" + "a" * 5000,
    ):
        assert tokens.find_token(wrong) is None
    swapped = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    assert tokens.find_token(swapped) is None
    tokens.revoke_token(by=reviewer, token=token)
    assert tokens.find_token(secret) is None


def test_a_token_ends_with_its_time_and_with_its_persons_account(reviewer):
    _, secret = make(reviewer)
    _, short = make(reviewer, lifetime=timedelta(microseconds=1))
    assert tokens.find_token(short) is None
    reviewer.is_active = False
    reviewer.save()
    assert tokens.find_token(secret) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read", "everything"]}, "scopes"),
        ({"scopes": ["publish"]}, "scopes"),
        ({"lifetime": timedelta()}, "lifetime"),
        ({"lifetime": timedelta(days=367)}, "lifetime"),
    ],
)
def test_what_no_token_can_be_is_refused(reviewer, changes, field):
    with pytest.raises(Refused) as refused:
        make(reviewer, **changes)
    assert refused.value.field == field
    assert not ApiToken.objects.exists()


def test_an_editors_token_may_publish_and_a_stranger_gets_none(editor, stranger):
    assert make(editor, scopes=["publish"])[0].scopes == ["publish"]
    with pytest.raises(PermissionDenied):
        make(stranger)


def test_a_form_sent_twice_makes_one_token(reviewer):
    form = uuid4()
    make(reviewer, client_id=form)
    with pytest.raises(Refused, match="made a token already"):
        make(reviewer, client_id=form)
    assert ApiToken.objects.count() == 1


def test_so_many_tokens_and_no_more(reviewer, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_LIVE", 2)
    token, _ = make(reviewer)
    make(reviewer)
    with pytest.raises(Refused, match="2 tokens"):
        make(reviewer)
    tokens.revoke_token(by=reviewer, token=token)
    make(reviewer)


def test_administrators_revoke_anybodys_token_and_others_only_their_own(
    reviewer, second_reviewer, editor, administrator
):
    token, _ = make(reviewer)
    for other in (second_reviewer, editor):
        with pytest.raises(PermissionDenied):
            tokens.revoke_token(by=other, token=token)
    revoked = tokens.revoke_token(by=administrator, token=token)
    assert revoked.revoked_by == administrator
    assert tokens.revoke_token(by=administrator, token=token).revoked_at == revoked.revoked_at
    assert [event.action for event in AuditEvent.objects.order_by("seq")][-2:] == [
        "apitoken.made",
        "apitoken.revoked",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": ["read", "publish"]},
        {"expires_at": timezone.now() + timedelta(days=300)},
        {"sha256": "0" * 64},
        {"revoked_at": None, "revoked_by": None},
    ],
    ids=["scopes", "expiry", "secret", "revocation"],
)
def test_the_database_lets_nobody_change_a_token(reviewer, change):
    token, _ = make(reviewer)
    tokens.revoke_token(by=reviewer, token=token)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).delete()


def test_requests_are_counted_by_the_minute_and_by_the_caller():
    left = [count_request(caller="one", limit=2) for _ in range(3)]
    assert [(each.remaining, each.is_spent) for each in left] == [(1, False), (0, False), (0, True)]
    assert left[2].headers["Retry-After"] == left[2].headers["RateLimit-Reset"]
    assert 1 <= left[2].reset <= 60
    assert not count_request(caller="another", limit=2).is_spent
    RequestCount.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    assert count_request(caller="one", limit=2).remaining == 1


def test_counts_of_those_who_left_are_cleared_away():
    count_request(caller="gone", limit=2)
    RequestCount.objects.update(started_at=timezone.now() - timedelta(hours=1))
    count_request(caller="here", limit=2)
    assert list(RequestCount.objects.values_list("caller", flat=True)) == ["here"]
