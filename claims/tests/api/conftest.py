"""Programs that act for the cast: a client for each token, and a way to make more."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from claims.domain import rulings
from claims.domain.machines import tokens
from claims.models import Claim, User
from claims.tests.factories import make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Role, Scope, Stance

ROOT = "/api/v1"


class Program:
    """A program with a token. Bodies are dictionaries; ``state`` is what goes into If-Match."""

    def __init__(self, secret: str = "") -> None:
        self.secret = secret
        self.client = Client(raise_request_exception=False)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        state: str = "",
        key: str = "",
        **more: Any,
    ) -> HttpResponse:
        headers = dict(more.pop("headers", {}))
        if self.secret:
            headers.setdefault("Authorization", f"Bearer {self.secret}")
        if state:
            headers["If-Match"] = state
        if key:
            headers["Idempotency-Key"] = key
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        more.setdefault("content_type", "application/json")
        path = path if path.startswith("/api") else ROOT + path
        return self.client.generic(method, path, data, headers=headers, **more)

    def get(self, path: str, **more: Any) -> HttpResponse:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        return self.ask("POST", path, {} if body is None else body, **more)

    def patch(self, path: str, body: Any, **more: Any) -> HttpResponse:
        return self.ask("PATCH", path, body, **more)

    def state_of(self, path: str) -> str:
        """Return the ETag of what stands at an address."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return answer["ETag"]


def program_of(user: User, *scopes: Scope) -> Program:
    chosen = scopes or [
        s for s in Scope if s != Scope.PUBLISH or user.roles & {Role.EDITOR, Role.ADMINISTRATOR}
    ]
    _, secret = tokens.make_token(by=user, name="A test", scopes=chosen, lifetime=timedelta(days=1))
    return Program(secret)


@pytest.fixture
def by_reviewer(reviewer) -> Program:
    return program_of(reviewer)


@pytest.fixture
def by_second_reviewer(second_reviewer) -> Program:
    return program_of(second_reviewer)


@pytest.fixture
def by_editor(editor) -> Program:
    return program_of(editor)


@pytest.fixture
def nobody(db) -> Program:
    """A program without a token."""
    return Program()


@pytest.fixture
def publish(reviewer, editor) -> Callable[..., Claim]:
    """Return a function that publishes a claim: ``publish("The bridge fell.", label=Label.FALSE)``."""

    def make(
        statement: str = "", *, label: Label = Label.FALSE, claimant: str = "Ministry of Truth"
    ) -> Claim:
        claim = make_claim(by=reviewer, statement=statement, claimant=claimant)
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
        make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS)
        make_verdict(by=reviewer, claim=claim, label=label)
        claim.refresh_from_db()
        rulings.publish(
            by=editor,
            claim=claim,
            label=label,
            claim_version=claim.version,
            client_id=uuid4(),
            explanation="One witness on site is enough.",
        )
        claim.refresh_from_db()
        return claim

    return make
