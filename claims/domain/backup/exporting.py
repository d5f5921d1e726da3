"""Writing the whole desk as JSON Lines: every row that it keeps, as of one moment, in constant memory.

The same desk gives the same bytes: each line is canonical JSON (RFC 8785, as ``audit.canonical`` narrows it),
tables stand in a fixed order, rows by primary key, and nothing says when the file was made.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection, transaction

from claims.domain import access, audit
from claims.domain.backup.tables import Table, schema, tables
from claims.domain.refusals import Refused
from claims.domain.reports.exporting import whole_file
from claims.models import User

FORMAT, VERSION = "factcheck-desk", 1
# A page of 64 MiB, the most that a request brings, fits in as base64.
LONGEST_LINE = 96_000_000
MOST_AT_ONCE = 2**16
DISK_FULL = (
    "The disk is full. Nothing was kept of the file, and nothing else was touched. Make room, or name a place"
    " on another disk, then export again."
)
LAST_IDS = """
    SELECT name, coalesce(pg_sequence_last_value(sequence::regclass), 0)
    FROM unnest(%s::text[], %s::text[]) AS of (name, sequence)
"""
# The same text for the same value, whatever the role or the server prefers, and as long as it takes.
SETTINGS = (
    "SET LOCAL TIME ZONE 'UTC'",
    "SET LOCAL DateStyle TO 'ISO, YMD'",
    "SET LOCAL extra_float_digits TO 1",
    "SET LOCAL statement_timeout TO 0",
)


@dataclass
class Written:
    """What was written so far: rows by table, and the hex SHA-256 of all lines."""

    counts: dict[str, int] = field(default_factory=dict)
    sha256: str = ""

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def line_of(value: dict[str, Any]) -> bytes:
    """Return a value as one line of canonical JSON."""
    return audit.canonical(value).encode() + b"\n"


def settle() -> None:
    """Make the transaction spell values as the format does."""
    with connection.cursor() as cursor:
        for statement in SETTINGS:
            cursor.execute(statement)


@contextmanager
def _snapshot() -> Iterator[None]:
    """All that is read within is as of one moment, and nothing can be written."""
    if connection.in_atomic_block:
        raise RuntimeError("The desk is exported in a transaction of its own.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def rows_of(table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as the format spells them, one in memory at a time."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        # The server sends each row when it is asked for: one text may be as large as many thousand others.
        for row in cursor.cursor.stream(table.select()):
            yield {
                column.name: None if value is None else column.write(value)
                for column, value in zip(table.columns, row, strict=True)
            }


def desk_lines(written: Written, *, progress: Callable[[int], None] = lambda rows: None) -> Iterator[bytes]:
    """Yield every line but the last, in the caller's transaction; ``written`` is up to date at the end.

    Raises Refused for a row that is longer than an import would take.
    """
    settle()
    digest = hashlib.sha256()
    for line in _lines(written, progress):
        digest.update(line)
        yield line
    written.sha256 = digest.hexdigest()


def _lines(written: Written, progress: Callable[[int], None]) -> Iterator[bytes]:
    kept = tables()
    yield line_of({"format": FORMAT, "schema": schema(), "version": VERSION})
    for table in kept:
        written.counts[table.name] = 0
        for row in rows_of(table):
            line = line_of({"row": row, "table": table.name})
            if len(line) > LONGEST_LINE:
                raise Refused(
                    f"A row of {table.name} takes {len(line):,} bytes, and a line has {LONGEST_LINE:,} at most:"
                    " this desk can be kept by pg_dump alone."
                )
            written.counts[table.name] += 1
            progress(1)
            yield line
    numbered = [table for table in kept if table.sequence]
    with connection.cursor() as cursor:
        cursor.execute(LAST_IDS, [[table.name for table in numbered], [table.sequence for table in numbered]])
        yield line_of({"last_ids": dict(cursor.fetchall())})


def last_line(written: Written) -> bytes:
    """Return the line that a whole file ends with."""
    return line_of({"counts": written.counts, "sha256": written.sha256})


def write_desk(
    file: BinaryIO, *, by: User | None = None, progress: Callable[[int], None] = lambda rows: None
) -> Written:
    """Write the whole desk, and note in the log that it left; the event is not in the file.

    The last line, without which no desk takes the file, goes out when the event is stored. ``by`` is None for
    whoever runs a command on the machine itself. Raises Refused, and PermissionDenied for all but administrators.
    """
    if by is not None:
        access.require(access.can_administer, by)
    written, waiting = Written(), bytearray()
    with _snapshot():
        for line in desk_lines(written, progress=progress):
            waiting += line
            if len(waiting) >= MOST_AT_ONCE:
                file.write(waiting)
                waiting.clear()
    file.write(waiting)
    with transaction.atomic():
        audit.record(action="desk.exported", by=by, rows=written.rows, sha256=written.sha256)
    file.write(last_line(written))
    file.flush()
    return written


def save_desk(
    path: Path, *, by: User | None = None, progress: Callable[[int], None] = lambda rows: None
) -> Written:
    """Write the same to a path that its owner alone may read: all of it, or nothing."""
    with whole_file(path, disk_full=DISK_FULL) as file:
        return write_desk(file, by=by, progress=progress)
