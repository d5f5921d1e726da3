"""Errors as Google's interfaces tell them: one object with code, message, status and details."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse

# Of google.rpc.Code.
STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}
MESSAGES = {
    400: "Request contains an invalid argument.",
    404: "Requested entity was not found.",
    405: "This method is not supported at this address.",
    413: "The request is larger than this service takes.",
}


class Violation(ValueError):
    """A parameter that cannot be taken as it was sent; ``field`` is its name, "" for the whole request."""

    def __init__(self, description: str, *, field: str = "") -> None:
        super().__init__(description)
        self.field = field
        self.description = description


def error(*, status: int, message: str = "", violations: Sequence[Violation] = ()) -> JsonResponse:
    """Return an error in the envelope; ``violations`` say which parameters were at fault, and why."""
    body: dict[str, Any] = {
        "code": status,
        "message": message or MESSAGES.get(status) or HTTPStatus(status).phrase + ".",
        "status": STATUS.get(status) or ("INTERNAL" if status >= 500 else "INVALID_ARGUMENT"),
    }
    if violations:
        named = [
            {"field": violation.field, "description": violation.description}
            if violation.field
            else {"description": violation.description}
            for violation in violations
        ]
        details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": named}
        body["details"] = [details]
    return JsonResponse({"error": body}, status=status)


def plain(*, status: int) -> HttpResponse:
    """Return the error of a status alone."""
    return error(status=status)
