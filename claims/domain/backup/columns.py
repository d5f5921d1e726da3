"""How a value of each of the database's types stands in a file of the whole desk, and how it is read back.

Each value has one spelling. What JSON has no single form for is text: moments in UTC with their microseconds,
fractions in PostgreSQL's shortest form, bytes in base64. JSON stays JSON where it has a canonical form; where
it holds a fraction or the like, it is the text that PostgreSQL makes of it, in an object with the field "~json".
"""

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from claims.domain import audit

CONTENT_TYPE, PERMISSION = "content type", "permission"
AS_TEXT = "~json"
NUMBER = re.compile(r"-?(\d+(\.\d+)?(e[+-]\d+)?|Infinity)|NaN")
MOMENT = re.compile(r"\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?\+00:00|-?infinity")
DAY = re.compile(r"\d{4,6}-\d\d-\d\d|-?infinity")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGITS = re.compile(r"-?[1-9]\d{15,18}")
LIMITED = re.compile(r"character varying\((\d+)\)")
NAMES = {
    CONTENT_TYPE: "SELECT id, app_label || '.' || model AS name FROM django_content_type",
    PERMISSION: """
        SELECT p.id, c.app_label || '.' || c.model || '.' || p.codename AS name
        FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
    """,
}


class BadValue(ValueError):
    """What is wrong with a value, for people."""


@dataclass(frozen=True)
class Column:
    """A column: how it is selected, how a value is spelled, and how it is read back for COPY.

    ``named`` says what its number refers to where that is spelled as a name.
    """

    name: str
    is_needed: bool
    is_key: bool
    read: str
    order: str
    write: Callable[[Any], Any]
    take: Callable[[Any], Any]
    named: str = ""


def column(name: str, type_: str, *, is_needed: bool, is_key: bool, named: str = "") -> Column:
    """Return a column of a PostgreSQL type. Raises TypeError for a type that has no spelling here."""
    quoted = f't."{name}"'
    order = f'{quoted} COLLATE "C"' if type_ in {"text"} or LIMITED.fullmatch(type_) else quoted
    read, write, take = _spelling(type_, quoted)
    if named:
        read = f"(SELECT of.name FROM ({NAMES[named]}) of WHERE of.id = {quoted})"  # noqa: S608
        write, take = _same, _text()
    return Column(name, is_needed, is_key, read, order, write, take, named)


def _spelling(type_: str, quoted: str) -> tuple[str, Callable[[Any], Any], Callable[[Any], Any]]:
    if type_.endswith("[]"):
        read, write, take = _spelling(type_.removesuffix("[]"), quoted)
        if read not in (quoted, f"{quoted}::text"):
            raise TypeError(f"no spelling for {type_}")
        return (quoted if read == quoted else f"{read}[]"), _each(write), _list(take)
    if limited := LIMITED.fullmatch(type_):
        return quoted, _same, _text(int(limited[1]))
    match type_:
        case "text":
            return quoted, _same, _text()
        case "boolean":
            return quoted, _same, _boolean
        case "smallint" | "integer" | "bigint":
            return quoted, _write_whole, _whole({"smallint": 15, "integer": 31, "bigint": 63}[type_])
        case "double precision":
            return f"{quoted}::text", _same, _matching(NUMBER, "a number as text")
        case "timestamp with time zone":
            moment = _matching(MOMENT, "a moment like 2022-09-10T12:30:00.000001+00:00")
            return f"to_json({quoted}) #>> '{{}}'", _same, moment
        case "date":
            return f"{quoted}::text", _same, _matching(DAY, "a day like 2022-09-10")
        case "uuid":
            return f"{quoted}::text", _same, _matching(UUID, "a UUID in small letters")
        case "bytea":
            return quoted, _write_bytes, _bytes
        case "jsonb":
            return f"{quoted}::text", write_json, take_json
    raise TypeError(f"no spelling for {type_}")


def _same(value: Any) -> Any:
    return value


def _each(write: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: [None if value is None else write(value) for value in values]


def _write_whole(value: int) -> int | str:
    return value if abs(value) <= audit.LARGEST_WHOLE_NUMBER else str(value)


def _write_bytes(value: Any) -> str:
    return base64.b64encode(value).decode()


def write_json(text: str) -> Any:
    """Return a jsonb's text as JSON, or in an object that holds the text."""
    try:
        value = json.loads(text)
        audit.canonical(value)
    except (TypeError, ValueError, RecursionError):
        return {AS_TEXT: text}
    is_plain = value is not None and not (isinstance(value, dict) and AS_TEXT in value)
    return value if is_plain else {AS_TEXT: text}


def take_json(value: Any) -> str:
    """Return the text of a jsonb."""
    if isinstance(value, dict) and AS_TEXT in value:
        text = value[AS_TEXT]
        if len(value) > 1 or not isinstance(text, str):
            raise BadValue(f"“{AS_TEXT}” must be its only field, and a text")
        return _plain(text)
    return _plain(json.dumps(value, ensure_ascii=False))


def _plain(text: str) -> str:
    if "\0" in text or "\\u0000" in text.replace("\\\\", ""):
        raise BadValue("holds a NUL character")
    return text


def _text(most: int | None = None) -> Callable[[Any], str]:
    def take(value: Any) -> str:
        if not isinstance(value, str):
            raise BadValue("must be a text")
        if most is not None and len(value) > most:
            raise BadValue(f"has {len(value):,} characters; {most:,} is the most")
        return _plain_text(value)

    return take


def _plain_text(value: str) -> str:
    if "\0" in value:
        raise BadValue("holds a NUL character")
    return value


def _matching(pattern: re.Pattern[str], what: str) -> Callable[[Any], str]:
    def take(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value) or not value.isascii():
            raise BadValue(f"must be {what}")
        return value

    return take


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadValue("must be true or false")
    return value


def _whole(bits: int) -> Callable[[Any], int]:
    def take(value: Any) -> int:
        if isinstance(value, str) and DIGITS.fullmatch(value) and value.isascii():
            number = int(value)
            is_right = abs(number) > audit.LARGEST_WHOLE_NUMBER
        else:
            number, is_right = value, isinstance(value, int) and not isinstance(value, bool)
        if not is_right or not -(2**bits) <= number < 2**bits:
            raise BadValue("must be a whole number that the column holds")
        return number

    return take


def _bytes(value: Any) -> bytes:
    try:
        content = base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        content = None
    if content is None or _write_bytes(content) != value:
        raise BadValue("must be bytes in base64")
    return content


def _list(take: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    def take_all(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise BadValue("must be a list")
        return [None if item is None else take(item) for item in value]

    return take_all
