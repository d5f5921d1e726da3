"""What the desk raises, as problems."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from claims.api.desk.problems import Problem, pointer
from claims.domain.refusals import Changed, Refused
from claims.domain.verdicts import EvidenceMissing


def add_handlers(api: NinjaAPI) -> None:
    """Tell every refusal of the desk as a problem; a crash is Django's to log and to tell."""
    told: dict[type[Exception], Callable[[Any], Problem]] = {
        Problem: lambda problem: problem,
        Refused: _refused,
        PermissionDenied: lambda denied: Problem(403, str(denied)),
        Http404: lambda missing: Problem(404),
        ValidationError: lambda error: _invalid(error.errors),
    }
    for kind, tell in told.items():
        api.add_exception_handler(kind, _telling(tell))
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(OperationalError, _busy)
    api.add_exception_handler(Exception, _raise)


def _telling(tell: Callable[[Any], Problem]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: tell(error).response()


def _refused(refusal: Refused) -> Problem:
    if isinstance(refusal, Changed):
        return Problem(409, refusal.message, code="changed", seen=refusal.seen, current=refusal.current)
    errors = [{"pointer": pointer(refusal.field), "detail": refusal.message}] if refusal.field else []
    if isinstance(refusal, EvidenceMissing):
        return Problem(422, refusal.message, code="evidence_missing", missing=refusal.missing, errors=errors)
    return Problem(422, refusal.message, errors=errors)


def _invalid(found: list[dict[str, Any]]) -> Problem:
    errors = []
    for error in found:
        source, *place = error["loc"]
        detail = str(error["msg"]).removeprefix("Value error, ")
        if source == "body":
            # The first part is what the view calls the body.
            errors.append({"pointer": pointer(*place[1:]), "detail": detail})
        else:
            errors.append({"parameter": str(place[-1]) if place else "", "detail": detail})
    return Problem(422, "Something in the request cannot be taken. Nothing was changed.", errors=errors)


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, Problem):
        return cause.response()
    if cause is not None:
        raise cause
    return Problem(error.status_code).response()


def _busy(request: HttpRequest, error: Any) -> HttpResponse:
    """Two that waited for one another, or a lock that came too late: nothing was changed, ask again."""
    if getattr(error.__cause__, "sqlstate", "") not in {"40P01", "40001", "55P03", "57014"}:
        raise error
    detail = "Others change the same at this moment. Nothing was changed; ask again."
    return Problem(503, detail, code="busy", headers={"Retry-After": "1"}).response()


def _raise(request: HttpRequest, error: Any) -> HttpResponse:
    raise error
