"""One table of the newsroom file, read field by field."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from claims.management.seeding.records import SeedError


class Table:
    """One table of the newsroom file, whose fields are taken one by one and must all be known."""

    def __init__(self, data: Any, *, place: str) -> None:
        if not isinstance(data, dict):
            raise SeedError(place, "a table was expected here")
        self.data = dict(data)
        self.place = place

    def text(self, name: str, *, default: str | None = None) -> str:
        value = self.data.pop(name, default)
        if value is None:
            raise SeedError(self.place, f"`{name}` is missing")
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise SeedError(self.place, f"`{name}` must be a text that isn't empty")
        return value.strip()

    def choice(self, name: str, known: Iterable[str]) -> str:
        value = self.text(name)
        if value not in (known := list(known)):
            raise SeedError(self.place, f"`{name}` is {value!r}, which isn't one of {', '.join(known)}")
        return value

    def texts(self, name: str) -> list[str]:
        value = self.data.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise SeedError(self.place, f"`{name}` must be a list of texts that aren't empty")
        return [each.strip() for each in value]

    def day(self, name: str) -> date | None:
        value = self.data.pop(name, None)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise SeedError(
                self.place, f"`{name}` must be a date such as 2022-09-10, without quotation marks"
            )
        return value

    def tables(self, name: str, *, call: str) -> list["Table"]:
        """Take a list of tables; ``call`` is how messages name one of them."""
        value = self.data.pop(name, [])
        if not isinstance(value, list):
            raise SeedError(self.place, f"`{name}` must be a list of tables, written [[...]]")
        return [
            Table(item, place=f"{self.place}, {call} {number}") for number, item in enumerate(value, start=1)
        ]

    def table(self, name: str) -> "Table | None":
        value = self.data.pop(name, None)
        return None if value is None else Table(value, place=f"{self.place}, {name}")

    def finish(self) -> None:
        """Refuse fields that nobody took: most often they are misspelt."""
        if self.data:
            raise SeedError(self.place, f"unknown field: {', '.join(sorted(self.data))}")
