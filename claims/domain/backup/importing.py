"""Making an empty desk the one that a file holds: all of it as it was, or nothing.

Guards and history triggers rest meanwhile, since what they would write is in the file. What they hold true is
looked at when all rows are there: references, hashes of texts, quotes at their places, and the log's chain.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, BinaryIO

from django.apps import apps
from django.db import Error, ProgrammingError, connection, transaction
from psycopg import Error as DriverError

from claims.domain import audit
from claims.domain.backup.columns import NAMES
from claims.domain.backup.exporting import settle
from claims.domain.backup.reading import Reading, refuse
from claims.domain.backup.tables import Table, schema, tables
from claims.domain.refusals import Refused
from claims.vocabulary import Role

ROLES = "auth_group"
MOST_NAMED = 5
NOT_THE_OWNER = (
    "An import has to quieten the tables’ own guards for a moment: run it as the database role that owns the"
    " tables, the one that migrates. Nothing was imported."
)
PLACE = re.compile(r"COPY \S+, \D*(\d+)(?:, \S+ (\w+))?")
VALUE = re.compile(r"\((\w+)\)=\((.*?)\)")
MISPLACED = """
    SELECT s.id FROM {} s JOIN claims_articlerevision r ON r.id = s.revision_id
    WHERE substr(r.text, s.start + 1, s."end" - s.start) <> s.{}
"""
# What triggers and the program kept true of the rows that they let in: the rows that it is not true of.
TRUE_OF_ROWS = (
    (
        "claims_articlerevision",
        "its text is not the one that its SHA-256 is of",
        "SELECT id FROM claims_articlerevision WHERE sha256 <> encode(sha256(convert_to(text, 'UTF8')), 'hex')",
    ),
    (
        "claims_capture",
        "its bytes are not those that its SHA-256 is of",
        "SELECT id FROM claims_capture WHERE sha256 <> encode(sha256(content), 'hex')",
    ),
    *(
        (table, "its words do not stand at their place of the text", MISPLACED.format(table, words))
        for table, words in (
            ("claims_appearance", "exact"),
            ("claims_evidence", "quote"),
            ("claims_suggestion", "exact"),
        )
    ),
)


@dataclass(frozen=True)
class Imported:
    """What came in: rows by table, and the head of the log's chain, by number and hex hash."""

    counts: dict[str, int]
    events: int
    head: str

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


@transaction.atomic
def read_desk(file: BinaryIO, *, progress: Callable[[int], None] = lambda rows: None) -> Imported:
    """Take a whole desk in from a seekable file, as ``exporting`` wrote it, into this empty one.

    Nothing is added to the log: it is the one in the file, to the last event. Raises Refused, in words and with
    nothing changed, for a desk that is not empty and for whatever is wrong with the file.
    """
    kept = tables()
    settle()
    with _guards_resting(kept):
        _require_empty(kept)
        reading = Reading(file, kept, schema(), _ids())
        _copy(reading, progress)
        _check_references(reading)
    for table, wrong, query in TRUE_OF_ROWS:
        if found := _first(query):
            raise Refused(f"Table {table}, id {found[0]}: {wrong}. Nothing was imported.")
    found = audit.verify()
    if not found.is_whole:
        raise Refused(f"The file’s audit log is broken: {found.problems[0]}. Nothing was imported.")
    _set_sequences(reading)
    return Imported(reading.counts, found.count, found.head)


@contextmanager
def _guards_resting(kept: Sequence[Table]) -> Iterator[None]:
    """Keep everybody from writing, and triggers from firing; references are checked at the end."""
    names = ", ".join(f'"{table.name}"' for table in kept)
    try:
        _run(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE", "SET CONSTRAINTS ALL IMMEDIATE")
        _run(*(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER' for table in kept))
    except ProgrammingError as error:
        raise Refused(NOT_THE_OWNER) from error
    _run("SET CONSTRAINTS ALL DEFERRED")
    yield
    _run(*(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER' for table in kept))


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _first(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"{query} LIMIT 1")
        return cursor.fetchone()


def _require_empty(kept: Sequence[Table]) -> None:
    """Raise Refused where there is anything but the roles that migrate makes; those give way to the file's."""
    words = {model._meta.db_table: model._meta.verbose_name_plural for model in apps.get_models()}
    found = []
    with connection.cursor() as cursor:
        # What people have a word for is named first.
        for table in sorted(kept, key=lambda table: table.name not in words):
            cursor.execute(f'SELECT count(*) FROM "{table.name}"')  # noqa: S608  # names of our own tables
            if (number := cursor.fetchone()[0]) and table.name != ROLES:
                found.append(f"{number:,} {words.get(table.name, table.name)}")
        cursor.execute("SELECT name FROM auth_group WHERE name <> ALL (%s)", [Role.values])
        found += [f"a group {name}" for (name,) in cursor.fetchall()]
        if found:
            more = f" and {len(found) - MOST_NAMED} more kinds of rows" if len(found) > MOST_NAMED else ""
            raise Refused(
                f"This desk is not empty: it holds {', '.join(found[:MOST_NAMED])}{more}. Import into a new database,"
                " right after manage.py migrate. Nothing was changed."
            )
        cursor.execute("DELETE FROM auth_group")


def _ids() -> dict[str, dict[str, int]]:
    found = {}
    with connection.cursor() as cursor:
        for named, query in NAMES.items():
            cursor.execute(query)
            found[named] = {name: id for id, name in cursor.fetchall()}
    return found


def _copy(reading: Reading, progress: Callable[[int], None]) -> None:
    for table, rows in groupby(reading.rows(), key=lambda row: row[0]):
        first = reading.number
        try:
            with connection.cursor() as cursor, cursor.cursor.copy(table.copy()) as copy:
                for _, values in rows:
                    copy.write_row(values)
                    progress(1)
        except DriverError as error:
            raise _told(error, table=table.name, first=first) from error


def _told(error: DriverError, *, table: str, first: int) -> Refused:
    """Return what the database said of a row, with the line that it stands in."""
    place = PLACE.search(error.diag.context or "")
    number = first + int(place[1]) - 1 if place else first
    column = error.diag.column_name or (place[2] if place else "") or ""
    problem = error.diag.message_primary or str(error)
    if error.diag.message_detail and VALUE.search(error.diag.message_detail):
        problem += f" ({error.diag.message_detail.rstrip('.')})"
    return refuse(number, f"the database does not take it: {problem}", table=table, field=column)


def _check_references(reading: Reading) -> None:
    try:
        _run("SET CONSTRAINTS ALL IMMEDIATE")
    except Error as error:
        cause = error.__cause__
        if not isinstance(cause, DriverError):
            raise
        table, value = cause.diag.table_name or "", VALUE.search(cause.diag.message_detail or "")
        problem = cause.diag.message_detail or cause.diag.message_primary or "a reference leads nowhere"
        if value is None:
            raise Refused(f"Table {table}: {problem} Nothing was imported.") from error
        number = _line_of(reading, table=table, field=value[1], value=value[2])
        raise refuse(number, problem, table=table, field=value[1]) from error


def _line_of(reading: Reading, *, table: str, field: str, value: str) -> int:
    """Return the number of the first line in which a field has a value."""
    reading.file.seek(0)
    again = Reading(reading.file, reading.tables, reading.schema, reading.ids)
    for found, values in again.rows():
        named = dict(zip((column.name for column in found.columns), values, strict=True))
        if found.name == table and str(named[field]) == value:
            break
    return again.number


def _set_sequences(reading: Reading) -> None:
    """Let new ids go on where those of the file's desk would have gone on."""
    with connection.cursor() as cursor:
        for table in reading.tables:
            if table.sequence:
                last = reading.last_ids[table.name]
                cursor.execute("SELECT setval(%s, %s, %s)", [table.sequence, max(last, 1), last > 0])
