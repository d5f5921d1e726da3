"""The address that machines watch."""

import pytest
from django.db import connection
from django.urls import reverse


@pytest.mark.django_db
def test_strangers_learn_that_the_desk_works_and_nothing_else(client):
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
def test_a_failing_database_is_told_without_details(client):
    def fail(execute, sql, params, many, context):
        return execute("SELECT no_such_column", None, many, context)

    with connection.execute_wrapper(fail):
        answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.content) == (503, b"fail\n")


@pytest.mark.django_db
def test_it_only_answers_questions(client):
    assert client.post(reverse("healthz")).status_code == 405
