"""What the tests of the desk may reach: this machine, and nothing beyond it."""

import socket

import pytest
from django.contrib.auth.models import Group
from pytest_socket import SocketConnectBlockedError

from claims.models import AuditEvent
from claims.vocabulary import Role

ELSEWHERE = "192.0.2.1"  # kept free for examples: nobody answers there


def test_no_test_reaches_another_machine():
    with (
        socket.socket() as connection,
        pytest.warns(UserWarning, match=ELSEWHERE),
        pytest.raises(SocketConnectBlockedError),
    ):
        connection.connect((ELSEWHERE, 80))


@pytest.mark.browser
def test_the_browser_knows_no_name_but_this_machines(page):
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://desk.example/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_emptied_tables_leave_the_roles_and_a_log_that_can_start_again(time):
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)
    assert not AuditEvent.objects.exists()
    AuditEvent.objects.create(seq=1, at="2022-09-11T00:00Z", action="test", previous_hash="0", hash=time)
