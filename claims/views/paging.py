"""Paging by key: a page starts after a row, not at a number, so nothing is skipped or shown twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, GeneratedField, IntegerField, Model, Q, QuerySet
from django.http import QueryDict

PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1
SEPARATOR = "_"


@dataclass(frozen=True)
class Page:
    """The rows of one page, newest first, and the query strings of its neighbours (empty: none).

    ``is_first`` says that no key was given: an empty first page means that there are no rows at all.
    """

    rows: list[Any]
    older: str
    newer: str
    is_first: bool

    @property
    def older_url(self) -> str:
        return f"?{self.older}" if self.older else ""

    @property
    def newer_url(self) -> str:
        return f"?{self.newer}" if self.newer else ""


def page_of(
    queryset: QuerySet[Any], query: QueryDict, *, keys: Sequence[str] = ("id",), size: int = PAGE_SIZE
) -> Page:
    """Return the page that ``?after=`` or ``?before=`` of ``query`` asks for; one database query.

    Rows come in falling order of ``keys``, which together must tell every row apart. A key that
    cannot be read is ignored: that is the first page. The neighbours keep all else of ``query``.
    """
    fields = [_stored_as(queryset.model._meta.get_field(name)) for name in keys]
    falling = [f"-{name}" for name in keys]
    after = _parse(query.get("after", ""), fields)
    before = None if after else _parse(query.get("before", ""), fields)
    if before:
        found = list(queryset.filter(_beyond(keys, before, "gt")).order_by(*keys)[: size + 1])
        has_newer, has_older = len(found) > size, True
        rows = found[:size][::-1]
    else:
        if after:
            queryset = queryset.filter(_beyond(keys, after, "lt"))
        found = list(queryset.order_by(*falling)[: size + 1])
        has_newer, has_older = after is not None, len(found) > size
        rows = found[:size]
    return Page(
        rows=rows,
        older=_with_key(query, "after", rows[-1], keys) if rows and has_older else "",
        newer=_with_key(query, "before", rows[0], keys) if rows and has_newer else "",
        is_first=not (after or before),
    )


def _stored_as(field: Any) -> Field:
    """A generated field reads values as the kind of field that it is kept in."""
    return getattr(field, "output_field", field) if isinstance(field, GeneratedField) else field


def _beyond(keys: Sequence[str], values: Sequence[Any], side: str) -> Q:
    """Rows past ``values`` in key order. The bound on the first key lets an index start there."""
    beyond, equal = Q(), Q()
    for name, value in zip(keys, values, strict=True):
        beyond |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
    return Q(**{f"{keys[0]}__{side}e": values[0]}) & beyond


def _parse(token: str, fields: Sequence[Field]) -> list[Any] | None:
    parts = token.split(SEPARATOR)
    if len(parts) != len(fields):
        return None
    values = []
    for part, field in zip(parts, fields, strict=True):
        if isinstance(field, IntegerField) and not (part.isascii() and part.isdigit() and len(part) < 20):
            return None
        try:
            value = field.to_python(part)
        except (ValidationError, ValueError, OverflowError):
            return None
        if value is None or (isinstance(value, int) and value > LARGEST_ID):
            return None
        values.append(value)
    return values


def _with_key(query: QueryDict, name: str, row: Model, keys: Sequence[str]) -> str:
    kept = query.copy()
    for old in ("after", "before"):
        kept.pop(old, None)
    kept[name] = SEPARATOR.join(_written(getattr(row, key)) for key in keys)
    return kept.urlencode()


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
