"""Lists by pieces: a cursor says after which row the next piece begins, so nothing is missed or shown twice."""

import hashlib
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field

from claims.api.desk.problems import Problem

SALT = "claims.api.cursor"
MOST = 100
Item = TypeVar("Item")


class PageQuery(BaseModel):
    """How much of a list, and where it goes on."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=MOST, description="How many rows at most.")
    cursor: str = Field(
        "", max_length=500, description="next_cursor of the piece before; empty: from the start."
    )


class Page(BaseModel, Generic[Item]):
    """A piece of a list; ``next_cursor`` is null with the last one."""

    items: list[Item]
    next_cursor: str | None


def read_page(
    queryset: QuerySet[Any], request: HttpRequest, query: PageQuery, *, key: str = "id", falling: bool = True
) -> tuple[list[Any], str | None]:
    """Return the rows that come next by ``key`` (whole numbers, one for each row), and the cursor after them.

    Raises Problem 400 for a cursor that is damaged or belongs to another list or other filters.
    """
    bound = _bound(request)
    if query.cursor:
        queryset = queryset.filter(**{f"{key}__{'lt' if falling else 'gt'}": _open(query.cursor, bound)})
    rows = list(queryset.order_by(f"-{key}" if falling else key)[: query.limit + 1])
    if len(rows) <= query.limit:
        return rows, None
    rows = rows[: query.limit]
    last = getattr(rows[-1], key)
    return rows, signing.dumps([last, bound], salt=SALT, compress=False)


def _bound(request: HttpRequest) -> str:
    """Return what ties a cursor to its list: the address with everything but limit and cursor."""
    kept = sorted((name, value) for name, value in request.GET.items() if name not in ("limit", "cursor"))
    return hashlib.sha256(repr((request.path, kept)).encode()).hexdigest()[:16]


def _open(cursor: str, bound: str) -> int:
    try:
        last, tied = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        detail = "This cursor is damaged. Start again without one."
        raise Problem(
            400, detail, code="bad_cursor", errors=[{"parameter": "cursor", "detail": detail}]
        ) from None
    if tied != bound:
        detail = "This cursor belongs to another list or to other filters. Start again without one."
        raise Problem(400, detail, code="bad_cursor", errors=[{"parameter": "cursor", "detail": detail}])
    return int(last)
