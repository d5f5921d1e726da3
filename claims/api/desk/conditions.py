"""Conditional requests (RFC 9110): nobody changes what they have not seen."""

import hashlib

from django.http import HttpRequest
from django.utils.http import parse_etags
from pydantic import BaseModel

from claims.api.desk.problems import Problem


def etag_of(body: str) -> str:
    """Return the strong entity tag of a representation."""
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'


def require_condition(request: HttpRequest) -> None:
    """Raise 428 unless the request says which state it was made for."""
    if "If-Match" not in request.headers:
        raise Problem(
            428,
            "Say with If-Match which state you change: send the ETag of what you read. Nothing was changed.",
            errors=[{"header": "If-Match", "detail": "It is missing."}],
        )


def require_match(request: HttpRequest, current: BaseModel) -> None:
    """Raise 412 unless ``current``, read behind its lock, is the state that If-Match names."""
    require_condition(request)
    named = parse_etags(request.headers["If-Match"])
    tag = etag_of(current.model_dump_json())
    if named == ["*"] or tag in named:
        return
    raise Problem(
        412,
        "It was changed since you read it. Nothing was changed; read it again.",
        errors=[{"header": "If-Match", "detail": "It names another state than the current one."}],
        headers={"ETag": tag},
    )


def is_known(request: HttpRequest, tag: str) -> bool:
    """Say whether the caller has this state already (If-None-Match)."""
    named = parse_etags(request.headers.get("If-None-Match", ""))
    return named == ["*"] or tag in [each.removeprefix("W/") for each in named]
