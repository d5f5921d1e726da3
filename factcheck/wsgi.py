"""The WSGI entry point that gunicorn serves."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from django.core.exceptions import BadRequest
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")


# A boundary is at most 70 characters long; two dashes stand on each side, and line ends may follow.
TAIL = 256


class Input(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self, size: int = -1, /) -> bytes: ...


class CutShortError(BadRequest):
    """The request's body ended early: nothing of it may be taken for what the person meant."""


class WholeBody:
    """A request's body that raises CutShortError instead of ending before it is whole.

    Servers hand over what came before a connection broke as if it were everything. So the length
    is held against Content-Length, and a form with files against its closing boundary.
    """

    def __init__(self, stream: Input, *, length: int, boundary: bytes = b"") -> None:
        self._stream = stream
        self._missing = length
        self._closing = b"--" + boundary + b"--" if boundary else b""
        self._tail = b""

    def read(self, size: int = -1) -> bytes:
        wanted = self._at_most(size)
        parts = []
        while wanted:
            parts.append(self._taken(self._stream.read(wanted)))
            wanted -= len(parts[-1])
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        wanted = self._at_most(size)
        return self._taken(self._stream.readline(wanted)) if wanted else b""

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _at_most(self, size: int | None) -> int:
        return self._missing if size is None or size < 0 else min(size, self._missing)

    def _taken(self, data: bytes) -> bytes:
        self._missing -= len(data)
        if not data:
            raise CutShortError("The request ended before it was whole. Nothing was stored.")
        if self._closing:
            self._tail = (self._tail + data[-TAIL:])[-TAIL:]
            if not self._missing and not self._tail.rstrip().endswith(self._closing):
                raise CutShortError("The form ended before it was whole. Nothing was stored.")
        return data


def whole_bodies(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return ``application`` with every request's body wrapped in WholeBody."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except ValueError:  # Django would answer 500; without a type the body is no form
            environ["CONTENT_TYPE"], kind, parameters = "", "", {}
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdigit() and int(length):
            boundary = parameters.get("boundary", "") if kind == "multipart/form-data" else ""
            environ["wsgi.input"] = WholeBody(
                environ["wsgi.input"], length=int(length), boundary=boundary.encode("ascii", "replace")
            )
        return application(environ, start_response)

    return wrapped


application = whole_bodies(get_wsgi_application())

# The pages' modules are loaded now, before workers are forked, not while somebody waits for the first page.
_ = get_resolver().url_patterns
