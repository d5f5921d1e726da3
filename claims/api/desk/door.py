"""The door of the API: a token, its scope, how often, how much; then the view; then the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from inspect import signature
from typing import Any, get_args

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from ninja import Router
from ninja.security import HttpBearer
from pydantic import BaseModel

from claims.api.callers import address_of
from claims.api.desk.conditions import etag_of, is_known, require_condition
from claims.api.desk.problems import Problem
from claims.domain import access, audit
from claims.domain.machines.answers import Answer, OtherRequest, StillAtWork, answer_once, digest
from claims.domain.machines.limits import Allowance, count_request
from claims.domain.machines.tokens import find_token
from claims.domain.refusals import Refused
from claims.models import ApiToken, User
from claims.vocabulary import Scope

WRONG_TOKENS_PER_MINUTE = 30
CHALLENGE = 'Bearer realm="Factcheck"'
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string", "maxLength": 500},
    "description": "The ETag of what you read and are about to change.",
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "Any word of your own. The same request with the same key is acted on once, for a day.",
}


class ApiRequest(HttpRequest):
    """What a view behind the door is given: the token, and whose it is."""

    auth: ApiToken
    person: User


@dataclass(frozen=True)
class Reply:
    """What a view answers; ``status`` where it is not the endpoint's usual one."""

    body: BaseModel
    status: int = 0
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Bearer(HttpBearer):
    """Let a live token of the right scope in, as often as it may ask, with no more than is taken."""

    def __init__(self, scope: Scope | None = None, *, most_bytes: int = 0) -> None:
        """Without a ``scope`` every live token is let in."""
        super().__init__()
        self.scope = scope
        self.most_bytes = most_bytes

    def __call__(self, request: HttpRequest) -> ApiToken:
        token = super().__call__(request)
        if token is None:
            caller = f"without a token, {address_of(request)}"
            _spend(request, count_request(caller=caller, limit=WRONG_TOKENS_PER_MINUTE))
            raise Problem(
                401,
                "Send a token that is live: Authorization: Bearer, then the token.",
                headers={"WWW-Authenticate": CHALLENGE},
            )
        return token

    def authenticate(self, request: HttpRequest, secret: str) -> ApiToken | None:
        token = find_token(secret)
        if token is None:
            return None
        allowance = count_request(caller=f"token {token.pk}", limit=settings.API_REQUESTS_PER_MINUTE)
        _spend(request, allowance)
        if not access.can_use_desk(token.user):
            raise Problem(404)
        if self.scope is not None and self.scope not in token.scopes:
            raise Problem(
                403,
                f"This token does not include the scope “{self.scope}”. Make another one that does.",
                code="insufficient_scope",
                headers={
                    "WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{self.scope}"'
                },
            )
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = self.most_bytes or settings.API_REQUEST_MAX_BYTES
        if length.isdecimal() and int(length) > most:
            raise Problem(413, f"At most {most:,} bytes are taken here. Nothing was changed.")
        vars(request)["person"] = token.user
        return token


def _spend(request: HttpRequest, allowance: Allowance) -> None:
    vars(request)["allowance"] = allowance
    if allowance.is_spent:
        raise Problem(429, f"Too many requests in one minute. Ask again in {allowance.reset} seconds.")


def endpoint(
    router: Router,
    method: str,
    path: str,
    *,
    scope: Scope | None,
    answers: Any,
    status: int = 200,
    also: tuple[int, ...] = (),
    conditional: bool = False,
    most_bytes: int = 0,
    names: Mapping[str, str] | None = None,
    summary: str,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Put a view at an address of the API; it returns a Reply, or a response of its own.

    What writes runs in one transaction, in the log as the person through the token; a POST is acted on
    once for each Idempotency-Key. A ``conditional`` one needs If-Match, which the view holds against what
    it read behind a lock (``conditions.require_match``). ``names`` are those fields that a refusal of the desk
    names otherwise than the body does.
    """
    writes = method != "GET"
    parameters = [IF_MATCH] if conditional else []
    if method == "POST":
        parameters = [*parameters, IDEMPOTENCY_KEY]

    def put(view: Callable[..., Any]) -> Callable[..., Any]:
        known = _query_names(view)

        @wraps(view)
        def run(request: ApiRequest, **values: Any) -> HttpResponseBase:
            _refuse_unknown(request, known)
            if conditional:
                require_condition(request)
            with audit.through(f"the API, token {request.auth.prefix}"):
                if not writes:
                    replied = view(request, **values)
                    return (
                        replied if isinstance(replied, HttpResponseBase) else _read(request, replied, status)
                    )
                try:
                    return _write(request, lambda: _answer(view(request, **values), status))
                except Refused as refusal:
                    refusal.field = (names or {}).get(refusal.field, refusal.field)
                    raise

        responses = dict.fromkeys((status, *also), answers)
        extra = {"parameters": parameters} if parameters else None
        router.add_api_operation(
            path,
            [method],
            run,
            auth=Bearer(scope, most_bytes=most_bytes),
            response=responses,
            operation_id=view.__name__,
            summary=summary,
            openapi_extra=extra,
        )
        return view

    return put


def _query_names(view: Callable[..., Any]) -> set[str]:
    query = signature(view).parameters.get("query")
    return set(get_args(query.annotation)[0].model_fields) if query else set()


def _refuse_unknown(request: HttpRequest, known: set[str]) -> None:
    errors = [
        {
            "parameter": name,
            "detail": "There is no such parameter." if name not in known else "It is given twice.",
        }
        for name, given in request.GET.lists()
        if name not in known or len(given) > 1
    ]
    if errors:
        raise Problem(422, "The address holds parameters that cannot be taken.", errors=errors)


def _answer(reply: Reply, status: int) -> Answer:
    body = reply.body.model_dump_json()
    headers = {"ETag": etag_of(body), **reply.headers}
    if reply.location:
        headers["Location"] = reply.location
    return Answer(reply.status or status, headers, body)


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization"
    for name, value in answer.headers.items():
        response[name] = value
    return response


def _read(request: HttpRequest, reply: Reply, status: int) -> HttpResponse:
    response = _response(_answer(reply, status))
    if is_known(request, response["ETag"]):
        unchanged = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary"):
            unchanged[name] = response[name]
        return unchanged
    return response


def _write(request: ApiRequest, act: Callable[[], Answer]) -> HttpResponse:
    key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
    if key is None:
        with transaction.atomic():
            return _response(act())
    if not (0 < len(key) <= 255 and key.isascii() and key.isprintable() and " " not in key):
        detail = "Use up to 255 letters, digits and signs without blanks."
        raise Problem(400, detail, errors=[{"header": "Idempotency-Key", "detail": detail}])
    asked = (request.method or "", request.get_full_path(), request.headers.get("If-Match", ""))
    request_sha256 = digest(*(part.encode() for part in asked), request.body)
    try:
        given = answer_once(token=request.auth, key=key, request_sha256=request_sha256, act=act)
    except OtherRequest as refusal:
        raise Problem(422, refusal.message, code="key_used_before") from None
    except StillAtWork as refusal:
        raise Problem(409, refusal.message, code="still_at_work", headers={"Retry-After": "5"}) from None
    response = _response(given.answer)
    if given.again:
        response["Idempotency-Replayed"] = "true"
    return response


def machine_door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view to programs: no session and so no CSRF; what lets them in is the view's own affair."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        response = view(request, *args, **kwargs)
        allowance: Allowance | None = vars(request).get("allowance")
        if allowance is not None:
            for name, value in allowance.headers.items():
                response[name] = value
        return response

    opened.login_required = False  # type: ignore[attr-defined]
    opened.csrf_exempt = True  # type: ignore[attr-defined]
    return opened
