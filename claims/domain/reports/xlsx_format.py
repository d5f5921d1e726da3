"""Claims as a workbook: sheets of claims, evidence and verdicts, long texts, and one about the file.

A spreadsheet program takes at most 32,767 characters in a cell and 1,048,576 rows on a sheet, and the
libraries that write workbooks cut what is longer without a word. Here a longer text ends in its cell with
where it goes on, and stands whole on a sheet of its own; a full sheet goes on in another.
"""

import contextlib
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from claims.domain.reports.csv_format import ARTICLE, EVIDENCE, RULING
from claims.domain.reports.document import Document
from claims.domain.reports.json_format import head_of
from claims.domain.reports.prose import counted

CELL = 32_767  # UTF-16 units, as spreadsheet programs count
PART = 32_000
ROWS = 1_048_576
CLAIMS = (
    "number",
    "claim_id",
    "section",
    "stage",
    "label",
    "claim",
    "claimant",
    "claimed_on",
    *(f"ruling_{name}" for name in RULING),
    "verdicts",
    "evidence",
    *(f"article_{name}" for name in ARTICLE),
    "check_url",
)
EVIDENCE_COLUMNS = ("number", "claim_id", *EVIDENCE, "other_source", "story")
VERDICTS = ("number", "claim_id", "label", "given_at")
LONG_TEXTS = ("sheet", "row", "column", "part", "of", "text")
WIDTHS = {
    "claim": 60,
    "quote": 60,
    "text": 80,
    "ruling_summary": 50,
    "ruling_explanation": 60,
    "ruling_unestablished": 60,
    "value": 90,
}
YES_NO = {None: "", True: "yes", False: "no"}

Value = str | int | None


def parts_of(text: str, size: int = PART) -> list[str]:
    """Cut a text into parts of at most ``size`` UTF-16 units, between characters; together they are the text."""
    if len(text) <= size // 2:
        return [text]
    parts, start, width = [], 0, 0
    for place, character in enumerate(text):
        units = 2 if ord(character) > 0xFFFF else 1
        if width + units > size:
            parts.append(text[start:place])
            start, width = place, 0
        width += units
    return [*parts, text[start:]]


def is_long(text: str) -> bool:
    return len(text) > CELL // 2 and len(parts_of(text, CELL)) > 1


class _Target(io.RawIOBase):
    """The file that is written into; after a failure it takes everything and does nothing.

    What zips the workbook tries to end its archive when it is thrown away, on a disk that is full.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.failed = file, False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return len(data) if self.failed else self.file.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0 if self.failed else self.file.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self.failed else self.file.tell()

    def flush(self) -> None:
        if not self.failed:
            self.file.flush()


class Table:
    """Rows under one heading, on as many sheets as they need."""

    def __init__(self, book: "Book", name: str, columns: Sequence[str]) -> None:
        self.book, self.name, self.columns = book, name, columns
        self.sheets = 0
        self.written = 0
        self._open()

    def _open(self) -> None:
        self.sheets += 1
        title = self.name if self.sheets == 1 else f"{self.name} {self.sheets}"
        self.sheet: Worksheet = self.book.file.add_worksheet(title)
        self.sheet.freeze_panes(1, 0)
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, WIDTHS.get(column, 16), self.book.wrapped)
            self.sheet.write_string(0, place, column, self.book.bold)
        self.row = 1

    def add(self, values: Sequence[Value]) -> None:
        """Add a row; texts are written as texts, whatever they look like."""
        if self.row >= self.book.rows:
            self._open()
        for place, value in enumerate(values):
            if isinstance(value, int):
                self.sheet.write_number(self.row, place, value)
            elif value:
                shown = self.book.shortened(value, self, self.columns[place]) if is_long(value) else value
                self.sheet.write_string(self.row, place, shown)
        self.row += 1
        self.written += 1


class Book:
    """The workbook that is written; ``rows`` is how many fit a sheet."""

    def __init__(self, target: Any, *, scratch: Path | None, rows: int = ROWS) -> None:
        options: dict[str, Any] = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "use_zip64": True,
        }
        if scratch is not None:
            options["tmpdir"] = str(scratch)
        self.file = xlsxwriter.Workbook(target, options)
        self.rows = rows
        self.bold = self.file.add_format({"bold": True, "bottom": 1})
        self.wrapped = self.file.add_format({"text_wrap": True, "valign": "top"})
        self.claims = Table(self, "Claims", CLAIMS)
        self.evidence = Table(self, "Evidence", EVIDENCE_COLUMNS)
        self.verdicts = Table(self, "Verdicts", VERDICTS)
        self.long_texts: Table | None = None
        self.shortened_cells = 0

    def shortened(self, text: str, table: Table, column: str) -> str:
        """Put a text that is too long for a cell on its own sheet; return its beginning and where that is."""
        if self.long_texts is None:
            self.long_texts = Table(self, "Long texts", LONG_TEXTS)
        self.shortened_cells += 1
        parts = parts_of(text)
        first = self.long_texts.row + 1
        for number, part in enumerate(parts, 1):
            sheet = table.sheet.get_name()
            self.long_texts.add([sheet, table.row + 1, column, number, len(parts), part])
        where = f"sheet “{self.long_texts.sheet.get_name()}”, from row {first}"
        return f"{parts[0]} […goes on; the whole text stands on {where}, in {counted(len(parts), 'part')}]"

    def give_up(self) -> None:
        """Close what is open of a workbook that could not be written."""
        for sheet in self.file.worksheets():
            for handle in (sheet.row_data_fh, sheet.fh):
                with contextlib.suppress(OSError):
                    if handle is not None:
                        handle.close()
        self.file.fileclosed = True


def _claim(record: dict[str, Any], *, number: int, section: str) -> list[Value]:
    ruling, article = record["ruling"] or {}, record["article"] or {}
    return [
        number,
        record["id"],
        section,
        record["stage"],
        record["label"],
        record["claim"],
        record["claimant"],
        record["claimed_on"],
        *(ruling.get(name) for name in RULING),
        "; ".join(verdict["label"] for verdict in record["verdicts"]),
        len(record["evidence"]),
        *(article.get(name) for name in ARTICLE),
        record["check_url"],
    ]


def write_xlsx(document: Document, file: BinaryIO, *, scratch: Path | None = None, rows: int = ROWS) -> None:
    """Write the workbook into a file; ``scratch`` is a folder for what is not yet put together."""
    target = _Target(file)
    book = Book(target, scratch=scratch, rows=rows)
    try:
        _fill(book, document)
        book.file.close()
    except FileCreateError as error:  # the system's own error in the library's
        raise error.args[0] from error
    finally:
        if not book.file.fileclosed:
            target.failed = True
            book.give_up()


def _fill(book: Book, document: Document) -> None:
    digest = hashlib.sha256()
    for section, entry in document.numbered():
        record = entry.record
        digest.update(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        book.claims.add(_claim(record, number=entry.number, section=section.title))
        for item in record["evidence"]:
            values = [item[name] for name in EVIDENCE]
            other = YES_NO[item["other_source"]]
            book.evidence.add([entry.number, record["id"], *values, other, item["story"]])
        for verdict in record["verdicts"]:
            book.verdicts.add([entry.number, record["id"], verdict["label"], verdict["given_at"]])
    _about(book, document, digest.hexdigest())


def _about(book: Book, document: Document, sha256: str) -> None:
    """Write what the file is, how much there must be in it, and what became of long texts."""
    about = Table(book, "About", ("name", "value"))
    for name, value in head_of(document).items():
        if name == "sections":
            for place, section in enumerate(value, 1):
                about.add([f"section_{place}", section["title"]])
                about.add([f"section_{place}_text", section["text"]])
        else:
            about.add([name, value])
    about.add(["claims", book.claims.written])
    about.add(["evidence", book.evidence.written])
    about.add(["verdicts", book.verdicts.written])
    about.add(["sha256", sha256])
    about.add(["sha256_of", "each claim’s record as JSON, each followed by a line feed"])
    about.add(["long_texts", book.shortened_cells])
    if book.shortened_cells:
        about.add(
            [
                "long_texts_are",
                "A cell takes 32,767 characters. Longer texts end with a note in […]; they stand whole, in"
                " parts to be put together, on the sheet “Long texts”.",
            ]
        )
    for table in (book.claims, book.evidence, book.verdicts):
        if table.sheets > 1:
            about.add([f"sheets_{table.name.lower()}", table.sheets])
