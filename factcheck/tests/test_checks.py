"""What the checks say about databases that would lose or hide what the desk keeps."""

import pytest
from django.core.management import call_command
from django.db import connection, connections

from factcheck.checks import check_databases, check_durability, check_server, check_text

MAKE = "CREATE DATABASE {} TEMPLATE template0 ENCODING '{}' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"


class Answers:
    """A cursor that answers settings from a list and asks the database for everything else."""

    def __init__(self, cursor, **settings):
        self.cursor, self.settings, self.answer = cursor, settings, None

    def execute(self, query, parameters=()):
        name = query.removeprefix("SHOW ")
        self.answer = self.settings.get(name)
        if self.answer is None:
            self.cursor.execute(query, parameters)

    def fetchone(self):
        return (self.answer,) if self.answer else self.cursor.fetchone()

    def fetchall(self):
        return self.cursor.fetchall()


@pytest.fixture
def cursor(db):
    with connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def other_database(transactional_db):
    """A function that makes a second database and points the connection ``default`` at it."""
    original = connection.settings_dict["NAME"]

    def use(encoding):
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS factcheck_other")
            cursor.execute(MAKE.format("factcheck_other", encoding))
        move_to("factcheck_other")

    def move_to(name):
        connection.close()
        connection.close_pool()
        connection.settings_dict["NAME"] = name

    yield use
    move_to(original)
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS factcheck_other WITH (FORCE)")


def ids(messages):
    return [message.id for message in messages]


@pytest.mark.django_db
def test_the_tests_own_database_is_in_order():
    assert check_databases(["default"]) == []
    call_command("check", databases=["default"])


def test_nothing_is_connected_to_unless_it_is_named():
    assert check_databases(None) == []


def test_an_old_server_is_named(cursor):
    (problem,) = check_server(Answers(cursor, server_version_num="140011"))
    assert problem.msg.startswith("PostgreSQL 14 is too old")


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit"])
def test_settings_that_lose_data_are_refused_outside_tests(cursor, monkeypatch, setting):
    safe = {"fsync": "on", "synchronous_commit": "on"}
    assert check_durability(Answers(cursor, **safe | {setting: "off"})) == []
    monkeypatch.delenv("FACTCHECK_PG_FAST")
    assert check_durability(Answers(cursor, **safe)) == []
    (problem,) = check_durability(Answers(cursor, **safe | {setting: "off"}))
    assert setting in problem.msg
    assert f"SET {setting} = on" in problem.hint


def test_a_locale_without_cyrillic_letters_is_named_before_and_after_the_first_migration(other_database):
    other_database("UTF8")
    assert ids(check_databases(["default"])) == ["factcheck.E005"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm")
    assert ids(check_databases(["default"])) == ["factcheck.E005"]


def test_another_encoding_is_named(other_database):
    other_database("LATIN1")
    assert ids(check_databases(["default"])) == ["factcheck.E003"]


def test_a_missing_extension_is_named(cursor):
    class WithoutContrib(Answers):
        def fetchall(self):
            return [row for row in super().fetchall() if row[0] != "unaccent"]

    (problem,) = check_text(WithoutContrib(cursor))
    assert "unaccent" in problem.msg
    assert "contrib" in problem.hint


def test_an_extension_that_only_a_superuser_may_add_is_asked_for(cursor):
    class WithoutVector(Answers):
        def fetchall(self):
            return [(name, None if name == "vector" else version) for name, version in super().fetchall()]

    assert check_text(WithoutVector(cursor)) == []  # the tests' own user may add it
    cursor.execute("CREATE ROLE plain")
    cursor.execute("SET LOCAL ROLE plain")
    (problem,) = check_text(WithoutVector(cursor))
    cursor.execute("RESET ROLE")
    assert "only a superuser can add it" in problem.msg
    assert "CREATE EXTENSION vector" in problem.hint


def test_a_server_that_cannot_be_reached_is_a_message(other_database):
    connection.close()
    connection.close_pool()
    connections["default"].settings_dict["NAME"] = "no_such_database"
    pool = connection.settings_dict["OPTIONS"]["pool"]
    patience, pool["timeout"] = pool["timeout"], 1
    try:
        assert ids(check_databases(["default"])) == ["factcheck.E001"]
    finally:
        pool["timeout"] = patience
