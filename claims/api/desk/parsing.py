"""Reading what programs send: JSON of one meaning only, with nothing in it that cannot be stored."""

import json
import re
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StringConstraints

from claims.api.desk.problems import Problem, pointer

LARGEST_ID = 2**63 - 1
LARGEST_PLACE = 2**31 - 1
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
DEEPEST = 20


def _day(value: Any) -> Any:
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not DAY.match(value):
        raise ValueError("Write the date as 2022-09-14.")
    return value


Id = Annotated[StrictInt, Field(ge=1, le=LARGEST_ID)]
Place = Annotated[StrictInt, Field(ge=0, le=LARGEST_PLACE)]
Day = Annotated[date, BeforeValidator(_day)]
Name = Annotated[str, StringConstraints(max_length=200)]


class Taken(BaseModel):
    """A body that is taken: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid")


class JsonParser(Parser):
    """One JSON object in UTF-8: no name twice, no NaN, no NUL, no half characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem(415, "Send JSON, with Content-Type: application/json.")
        try:
            text = request.body.decode()
        except UnicodeDecodeError:
            raise Problem(400, "The body is not UTF-8. Nothing was changed.") from None
        try:
            found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        except RecursionError:
            raise Problem(400, "The body is nested too deeply. Nothing was changed.") from None
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            raise Problem(400, f"The body is not JSON ({error.msg}, {where}). Nothing was changed.") from None
        except ValueError as error:
            raise Problem(400, f"The body cannot be read: {error} Nothing was changed.") from None
        _check(found)
        return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object.")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON.")


def _check(found: Any) -> None:
    """Raise Problem for text that cannot be stored, saying where it stands."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), found)]
    while waiting:
        place, value = waiting.pop()
        if len(place) > DEEPEST:
            raise Problem(400, "The body is nested too deeply. Nothing was changed.")
        if isinstance(value, str) and UNSTORABLE.search(value):
            raise _unstorable(place)
        if isinstance(value, dict):
            if any(UNSTORABLE.search(name) for name in value):
                raise _unstorable(place)
            waiting.extend(((*place, name), item) for name, item in value.items())
        elif isinstance(value, list):
            waiting.extend(((*place, number), item) for number, item in enumerate(value))


def _unstorable(place: tuple[str | int, ...]) -> Problem:
    detail = "It holds NUL or half of a character pair, which no text here may."
    return Problem(422, detail, errors=[{"pointer": pointer(*place), "detail": detail}])
