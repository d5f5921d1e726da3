"""What machines are told when no view of theirs answered: the same, in a form that they can read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from claims.api.desk import problems
from claims.api.fact_check_tools import envelope

JSON = ("application/json", "application/problem+json")
# The beginning of an address, and how errors are told below it.
FORMS: dict[str, Callable[..., HttpResponse]] = {
    "/api/": problems.plain,
    "/v1alpha1/": envelope.plain,
    "/$discovery/": envelope.plain,
}


class MachineErrors:
    """Turn every error below a machine's address into JSON, whoever made it: a middleware, or a crash.

    It stands outermost, so that what those below it refuse (too large, not UTF-8, an unknown host) is
    told in the caller's own form as well. Redirects to https are let through.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        tell = next((tell for start, tell in FORMS.items() if f"{request.path}/".startswith(start)), None)
        if tell is None or response.status_code < 400 or isinstance(response, StreamingHttpResponse):
            return response
        if response.headers.get("Content-Type", "").split(";")[0] in JSON:
            return response
        told = tell(status=response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                told[name] = response[name]
        return told
