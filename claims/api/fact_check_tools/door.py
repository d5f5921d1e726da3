"""The door of the public interface: anybody may ask, though not as often as they like."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict

from claims.api.callers import address_of
from claims.api.fact_check_tools.envelope import Violation, error
from claims.api.fact_check_tools.parameters import Parameters
from claims.domain.machines.limits import count_request

FORM = "application/x-www-form-urlencoded"
FRESH_FOR = 60  # seconds
READ_ONLY = "This service is read-only: what it shows is published on the desk."


def method(
    *, known: Iterable[str] = (), bound: Iterable[str] = (), refuses: Iterable[str] = ()
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Make ``view(request, parameters, ...)`` a method of the service that is read with GET.

    A POST that says X-HTTP-Method-Override: GET carries the parameters in its body, as clients do with long
    addresses. A key or a token that comes along is not looked at. ``refuses`` are the methods that Google's
    service has here and this one doesn't: 403.
    """
    known, bound, refuses = frozenset(known), tuple(bound), frozenset(refuses)

    def make(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest, **values: str) -> HttpResponse:
            allowance = count_request(
                caller=f"open {address_of(request)}", limit=settings.OPEN_REQUESTS_PER_MINUTE
            )
            if allowance.is_spent:
                response: HttpResponse = error(
                    status=429,
                    message=f"Too many requests in one minute. Ask again in {allowance.reset} seconds.",
                )
            else:
                response = _answer(request, view, values)
            for name, value in allowance.headers.items():
                response[name] = value
            return response

        opened.login_required = False  # type: ignore[attr-defined]
        opened.csrf_exempt = True  # type: ignore[attr-defined]
        return opened

    def _answer(
        request: HttpRequest, view: Callable[..., HttpResponse], values: dict[str, str]
    ) -> HttpResponse:
        given = _parameters(request)
        if given is None:
            if request.method in refuses:
                return error(status=403, message=READ_ONLY)
            refusal = error(status=405)
            refusal["Allow"] = "GET, HEAD"
            return refusal
        try:
            return view(request, Parameters(given, known=known, bound=bound), **values)
        except Violation as violation:
            return error(status=400, violations=[violation])

    return make


def _parameters(request: HttpRequest) -> QueryDict | None:
    """Return what was asked, in the address or in the body; None where it is no GET."""
    if request.method in ("GET", "HEAD"):
        return request.GET
    override = request.headers.get("X-HTTP-Method-Override", "").upper()
    if request.method != "POST" or override != "GET" or request.content_type != FORM:
        return None
    given = request.GET.copy()
    given.update(request.POST)
    return given


def found(body: dict) -> JsonResponse:
    """Return an answer that anybody may keep for a minute."""
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    return response
