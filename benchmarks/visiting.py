"""People at the desk: their sessions, and a browser's requests without the browser."""

import http.client
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from benchmarks.serving import HOST
from claims.models import User
from factcheck.sessions import SessionStore


@dataclass
class Answer:
    """What came back: ``seconds`` from the request's first byte to the answer's last."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Visitor:
    """One signed-in person with one kept-alive connection.

    The cookies of production are for https only, which no cookie jar sends over loopback http, so
    they are sent by hand.
    """

    user: User
    port: int
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    connection: http.client.HTTPConnection = field(init=False)
    session: str = field(init=False)

    def __post_init__(self) -> None:
        store = SessionStore()
        store[SESSION_KEY] = str(self.user.pk)
        store[BACKEND_SESSION_KEY] = "factcheck.authentication.DeskBackend"
        store[HASH_SESSION_KEY] = self.user.get_session_auth_hash()
        store.create()
        self.session = str(store.session_key)
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=120)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session};"
            f" {settings.CSRF_COOKIE_NAME}={self.secret}",
            **headers,
        }
        for attempt in (1, 2):
            began = time.perf_counter()
            try:
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                content = response.read()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.connection.close()  # kept alive for too long; a browser tries once more, too
                if attempt == 2:
                    raise
                continue
            return Answer(response.status, response.headers, content, time.perf_counter() - began)
        raise AssertionError("unreachable")

    def get(self, path: str, *, fragment: bool = False, **headers: str) -> Answer:
        """Ask for a page, or for its fragment as htmx does."""
        asked = {"Accept": "text/html", **({"HX-Request": "true"} if fragment else {}), **headers}
        return self._ask("GET", path, None, asked)

    def post(self, path: str, fields: dict[str, str], *, fragment: bool = True) -> Answer:
        """Send a form, with its CSRF token, as htmx does."""
        body = urlencode({"csrfmiddlewaretoken": self.secret, **fields}).encode()
        asked = {
            "Accept": "text/html",
            "Content-Type": "application/x-www-form-urlencoded",
            **({"HX-Request": "true"} if fragment else {}),
        }
        return self._ask("POST", path, body, asked)

    def close(self) -> None:
        self.connection.close()
