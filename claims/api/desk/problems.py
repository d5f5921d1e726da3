"""Errors as RFC 9457 tells them: ``application/problem+json``, with a word for machines and a pointer."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse

MEDIA_TYPE = "application/problem+json"
CODES = {
    400: "malformed",
    401: "unauthenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    412: "stale",
    413: "too_large",
    415: "unsupported_media_type",
    422: "refused",
    428: "precondition_required",
    429: "too_many_requests",
}
DETAILS = {
    400: "The request could not be read. Nothing was changed.",
    404: "There is nothing at this address, or it is not yours to see.",
    405: "This address does not take that method.",
    413: "The request is larger than is taken here. Nothing was changed.",
    500: "Something went wrong on our side. It is logged. Ask again in a moment.",
}


class Problem(Exception):
    """An answer that is an error. ``errors`` hold ``pointer`` (into the body), ``parameter`` or ``header``."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        code: str = "",
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": code or CODES.get(status, "failed"),
            "detail": detail or DETAILS.get(status) or HTTPStatus(status).phrase + ".",
            **more,
        }
        if errors:
            self.body["errors"] = [dict(each) for each in errors]

    def response(self) -> HttpResponse:
        answer = JsonResponse(self.body, status=self.status, content_type=MEDIA_TYPE)
        answer["Cache-Control"] = "no-store"
        for name, value in self.headers.items():
            answer[name] = value
        return answer


def plain(*, status: int) -> HttpResponse:
    """Return the problem of a status alone."""
    return Problem(status).response()


def pointer(*parts: str | int) -> str:
    """Return where something stands in the body, as a JSON pointer in a fragment (RFC 6901)."""
    return "#" + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
