"""The API's own description: OpenAPI 3.1, with every answer that there is, the refusals too."""

from functools import lru_cache
from typing import Any

from ninja import NinjaAPI

from claims.api.desk.exports import FORMATS
from claims.api.desk.problems import MEDIA_TYPE
from claims.domain.reports.formats import ARCHIVE_TYPE

# What answers with a file in any of the formats.
FILES = {"export_claims", "export_report", "get_export_file"}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. ``code`` is a word for machines; ``errors`` say what was at fault.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "A JSON pointer into the body."},
                    "parameter": {"type": "string"},
                    "header": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
ALWAYS = {
    400: "The request could not be read.",
    401: "There is no live token with it.",
    403: "The token's scope or the person's role does not include this.",
    404: "There is nothing here, or it is not the person's to see.",
    422: "Something in it cannot be taken; nothing was changed.",
    429: "Too many requests; Retry-After says when to ask again.",
    503: "Others change the same at this moment; ask again.",
}
OF_BODIES = {
    409: "The first request with this key is still being worked on, or somebody changed the same.",
    413: "It is larger than is taken.",
    415: "It is no JSON.",
}
CONDITIONAL = {
    412: "It was changed since it was read.",
    428: "If-Match is missing.",
}
HEADERS = {
    name: {"schema": {"type": "integer"}, "description": description}
    for name, description in {
        "RateLimit-Limit": "Requests in a minute.",
        "RateLimit-Remaining": "Those left in this minute.",
        "RateLimit-Reset": "Seconds until the minute is over.",
    }.items()
}


def describe(api: NinjaAPI) -> dict[str, Any]:
    """Return the document of an API whose views are all behind the door."""
    return _describe(api)


@lru_cache(maxsize=1)
def _describe(api: NinjaAPI) -> dict[str, Any]:
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    document["components"]["schemas"]["Problem"] = PROBLEM
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return document


def _complete(operation: dict[str, Any]) -> None:
    answers: dict[Any, Any] = operation["responses"]
    for answer in answers.values():
        answer["headers"] = HEADERS | {"ETag": {"schema": {"type": "string"}}}
    if operation["operationId"] in FILES:
        answers[200]["content"] = {
            form.media_type.split(";")[0]: {
                "schema": {"type": "object"} if name == "json" else {"type": "string"}
            }
            for name, form in FORMATS.items()
        } | {ARCHIVE_TYPE: {"schema": {"type": "string"}}}
        answers[200]["headers"] = HEADERS
    problems = dict(ALWAYS)
    if "requestBody" in operation:
        problems |= OF_BODIES
    if any(parameter["name"] == "If-Match" for parameter in operation["parameters"]):
        problems |= CONDITIONAL
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, description in sorted(problems.items()):
        answers[status] = {"description": description, "content": content}
    operation["responses"] = {str(status): answer for status, answer in answers.items()}
