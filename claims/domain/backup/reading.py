"""Reading a file of the whole desk line by line: everything that can be wrong with a line is said in words."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from claims.domain import audit
from claims.domain.backup.columns import BadValue
from claims.domain.backup.exporting import FORMAT, LONGEST_LINE, VERSION
from claims.domain.backup.tables import Table
from claims.domain.ingest.jsonl import BadLine, parse
from claims.domain.refusals import Refused
from claims.domain.text.normalising import LONE_SURROGATE

SHOWN = 60
CHANGED = "The file was changed or damaged after it was written: take another copy of it, or export again."
CUT_OFF = "The file was cut off: its last line is missing. Take another copy of it, or export again."


def refuse(number: int, message: str, *, table: str = "", field: str = "") -> Refused:
    """Return a refusal that says where in the file, and that nothing was imported."""
    place = "".join(f", {what} {name}" for what, name in (("table", table), ("field", field)) if name)
    return Refused(f"Line {number:,}{place}: {message.rstrip('.')}. Nothing was imported.")


@dataclass
class Reading:
    """A file while it is read. ``counts`` are the rows so far; ``last_ids`` and ``sha256`` come at its end.

    ``ids`` says which number a name has here, for what ``columns.NAMES`` names.
    """

    file: BinaryIO
    tables: Sequence[Table]
    schema: dict[str, str]
    ids: dict[str, dict[str, int]]
    number: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    last_ids: dict[str, int] = field(default_factory=dict)
    sha256: str = ""

    def __post_init__(self) -> None:
        self.counts = {table.name: 0 for table in self.tables}
        self._place = {table.name: place for place, table in enumerate(self.tables)}
        self._digest = hashlib.sha256()

    def rows(self) -> Iterator[tuple[Table, list[Any]]]:
        """Yield each row as its table and the values for COPY; behind the last one, the file is checked whole.

        Raises Refused for anything that this desk would not have written.
        """
        self._check_header(self._next())
        at = 0
        while "row" in (value := self._next()):
            name = self._name(value)
            if self._place[name] < at:
                raise self._refuse(
                    f"it comes after {self.tables[at].name}: the tables are not in their order"
                )
            at = self._place[name]
            self.counts[name] += 1
            yield self.tables[at], self._values(self.tables[at], value["row"])
        self._take_last_ids(value)
        self._check_end(self._next(is_last=True))

    def _next(self, *, is_last: bool = False) -> dict[str, Any]:
        line = self.file.readline(LONGEST_LINE + 1)
        if not line:
            raise Refused(f"{CUT_OFF} Nothing was imported.")
        self.number += 1
        if not line.endswith(b"\n"):
            if len(line) > LONGEST_LINE:
                raise self._refuse(f"it has more than {LONGEST_LINE:,} bytes, which no desk writes")
            raise self._refuse("it is cut off. Take another copy of the file, or export again")
        value = self._parse(line[:-1])
        if "sha256" in value and not is_last:
            raise self._refuse("it ends the file too early: the line with the last ids is missing")
        if not is_last:
            self._digest.update(line)
        return value

    def _parse(self, line: bytes) -> dict[str, Any]:
        try:
            text = line.decode()
            value = parse(text)
            if not isinstance(value, dict):
                raise BadLine("not an object with fields")
            written = audit.canonical(value)
        except UnicodeDecodeError as error:
            raise self._refuse(f"not UTF-8 at byte {error.start + 1:,}. {CHANGED}") from None
        except (BadLine, TypeError) as error:
            raise self._refuse(f"{_short(str(error))}. {CHANGED}") from None
        except RecursionError:
            raise self._refuse("nested too deeply") from None
        if LONE_SURROGATE.search(written):
            raise self._refuse("holds half a character. No desk can keep it: export again")
        if written != text:
            raise self._refuse(f"not spelled as the desk spells it. {CHANGED}")
        return value

    def _check_header(self, value: dict[str, Any]) -> None:
        if value.get("format") != FORMAT:
            raise Refused("This is no file that export_desk wrote. Nothing was imported.")
        if value.get("version") != VERSION:
            raise Refused(
                f"The file has version {_short(value.get('version'))} of the format; this program reads"
                f" version {VERSION}. Nothing was imported."
            )
        if value.get("schema") != self.schema:
            raise Refused(
                f"The file’s tables are those of {_short(value.get('schema'), 300)}; here they are those of"
                f" {self.schema}. Import it with the version of the program that wrote it, then upgrade."
                " Nothing was imported."
            )

    def _name(self, value: dict[str, Any]) -> str:
        name = value.get("table")
        if not isinstance(name, str) or name not in self._place:
            raise self._refuse(f"there is no table {_short(name)}")
        if len(value) > 2:
            raise self._refuse("has fields beside “row” and “table”", table=name)
        return name

    def _values(self, table: Table, row: Any) -> list[Any]:
        if not isinstance(row, dict):
            raise self._refuse("a row must be an object with fields", table=table.name)
        if unknown := sorted(row.keys() - table.names):
            raise self._refuse("there is no such field", table=table.name, field=_short(unknown[0]))
        if missing := sorted(table.names - row.keys()):
            raise self._refuse("missing", table=table.name, field=missing[0])
        values = []
        for column in table.columns:
            value = row[column.name]
            try:
                if value is not None:
                    value = column.take(value)
                elif column.is_needed:
                    raise BadValue("must not be null")
                if value is not None and column.named:
                    value = self._id(column.named, value)
            except BadValue as error:
                raise self._refuse(str(error), table=table.name, field=column.name) from None
            values.append(value)
        return values

    def _id(self, named: str, name: str) -> int:
        if name not in self.ids[named]:
            raise BadValue(f"there is no {named} {_short(name)} here")
        return self.ids[named][name]

    def _take_last_ids(self, value: dict[str, Any]) -> None:
        found, wanted = value.get("last_ids"), {table.name for table in self.tables if table.sequence}
        if len(value) > 1 or not isinstance(found, dict) or found.keys() != wanted:
            raise self._refuse("neither a row nor the last ids of all tables")
        for name, last in found.items():
            if not isinstance(last, int) or isinstance(last, bool) or last < 0:
                raise self._refuse("must be a whole number from 0 on", table=name)
        self.last_ids = found

    def _check_end(self, value: dict[str, Any]) -> None:
        self.sha256 = self._digest.hexdigest()
        if value.keys() != {"counts", "sha256"}:
            raise self._refuse(f"not the line that ends a file. {CHANGED}")
        if value["counts"] != self.counts:
            raise self._refuse(f"the numbers of rows are not those of the lines before. {CHANGED}")
        if value["sha256"] != self.sha256:
            raise self._refuse(f"the SHA-256 is not that of the lines before. {CHANGED}")
        if self.file.read(1):
            raise self._refuse(f"more follows behind the last line. {CHANGED}")

    def _refuse(self, message: str, *, table: str = "", field: str = "") -> Refused:
        return refuse(self.number, message, table=table, field=field)


def _short(value: Any, most: int = SHOWN) -> str:
    words = str(value).encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    return words if len(words) <= most else words[: most - 1] + "…"
