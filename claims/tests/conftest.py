"""The cast: people of every role, and a stranger."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from claims.models import User
from claims.tests.factories import make_user
from claims.vocabulary import Role


@pytest.fixture(scope="session", autouse=True)
def _exports_folder(tmp_path_factory) -> Iterator[None]:
    with override_settings(EXPORTS_DIR=tmp_path_factory.mktemp("exports")):
        yield


@pytest.fixture
def reviewer(db) -> User:
    return make_user(Role.REVIEWER, username="reviewer", name="Olena Koval")


@pytest.fixture
def second_reviewer(db) -> User:
    return make_user(Role.REVIEWER, username="second-reviewer", name="Marko Lis")


@pytest.fixture
def editor(db) -> User:
    return make_user(Role.EDITOR, username="editor", name="Ines Duarte")


@pytest.fixture
def administrator(db) -> User:
    return make_user(Role.ADMINISTRATOR, username="administrator", name="Tom Reed", is_staff=True)


@pytest.fixture
def stranger(db) -> User:
    """Somebody with an account and no role."""
    return make_user(username="stranger")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="factcheck.authentication.DeskBackend")
    return client


@pytest.fixture
def as_reviewer(reviewer) -> Client:
    return signed_in(reviewer)


@pytest.fixture
def as_second_reviewer(second_reviewer) -> Client:
    return signed_in(second_reviewer)


@pytest.fixture
def as_editor(editor) -> Client:
    return signed_in(editor)


@pytest.fixture
def as_administrator(administrator) -> Client:
    return signed_in(administrator)


@pytest.fixture
def as_stranger(stranger) -> Client:
    return signed_in(stranger)


@pytest.fixture
def visitor(db) -> Client:
    """Nobody in particular: not signed in."""
    return Client()
