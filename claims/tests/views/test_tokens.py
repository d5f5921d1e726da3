"""The page of one's own API tokens."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from claims.domain.machines import tokens
from claims.models import ApiToken
from claims.tests.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = reverse("token-list")
SECRET = re.compile(r'id="secret">(fct_[^<]+)<')


def send(client, **changes):
    return client.post(
        PAGE, {"name": "Nightly export", "scopes": ["read", "export"], "lifetime": "30"} | changes
    )


def test_a_token_is_shown_once_and_works(as_reviewer, reviewer):
    answer = send(as_reviewer)
    secret = SECRET.search(answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    found = tokens.find_token(secret)
    assert (found.user, found.scopes) == (reviewer, ["read", "export"])
    later = as_reviewer.get(PAGE).content.decode()
    assert secret not in later
    assert "Nightly export" in later
    assert found.prefix in later


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_made(as_reviewer):
    answer = as_reviewer.post(PAGE, {"name": "", "lifetime": "9999"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say what the token is for" in page
    assert "Choose what the token may do" in page
    assert not ApiToken.objects.exists()


def test_reviewers_are_not_offered_publishing(as_reviewer, as_editor):
    assert 'value="publish"' not in as_reviewer.get(PAGE).content.decode()
    assert 'value="publish"' in as_editor.get(PAGE).content.decode()
    assert send(as_reviewer, scopes=["publish"]).status_code == 422


def test_the_same_form_twice_makes_one_token(as_reviewer):
    form = re.search(r'name="client_id" value="([^"]+)"', as_reviewer.get(PAGE).content.decode())[1]
    assert send(as_reviewer, client_id=form).status_code == 200
    again = send(as_reviewer, client_id=form)
    assert again.status_code == 422
    assert "made a token already" in again.content.decode()
    assert ApiToken.objects.count() == 1


def test_revoking_ends_a_token_and_keeps_it_in_the_list(as_reviewer, reviewer):
    token, secret = tokens.make_token(by=reviewer, name="Old", scopes=["read"], lifetime=timedelta(days=1))
    page = as_reviewer.post(reverse("token-revoke", args=[token.pk]), follow=True).content.decode()
    assert "“Old” was revoked" in page
    assert "Revoked" in page
    assert tokens.find_token(secret) is None


def test_nobody_sees_or_revokes_anothers_token(second_reviewer, reviewer, editor):
    token, _ = tokens.make_token(by=reviewer, name="Private", scopes=["read"], lifetime=timedelta(days=1))
    for other in (second_reviewer, editor):
        client = signed_in(other)
        assert "Private" not in client.get(PAGE).content.decode()
        assert client.post(reverse("token-revoke", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(as_reviewer, reviewer, number, django_assert_num_queries):
    for _ in range(number):
        tokens.make_token(by=reviewer, name="One", scopes=["read"], lifetime=timedelta(days=1))
    with django_assert_num_queries(3):
        as_reviewer.get(PAGE)


def test_an_administrator_revokes_from_the_administration(as_administrator, administrator, reviewer):
    token, secret = tokens.make_token(by=reviewer, name="Lost", scopes=["read"], lifetime=timedelta(days=1))
    where = reverse("admin:claims_apitoken_changelist")
    as_administrator.post(where, {"action": "revoke_chosen", "_selected_action": [token.pk]})
    token.refresh_from_db()
    assert token.revoked_by == administrator
    assert tokens.find_token(secret) is None


def test_the_log_says_who_made_and_revoked_it(as_reviewer, reviewer):
    send(as_reviewer)
    front = as_reviewer.get(reverse("desk"))
    assert front.status_code == 200
