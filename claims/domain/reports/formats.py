"""The formats that claims leave the desk in: what each is for, how long it may be, who writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from claims.domain.refusals import Refused
from claims.domain.reports.csv_format import write_csv
from claims.domain.reports.document import Document
from claims.domain.reports.json_format import write_json, write_jsonl
from claims.vocabulary import ExportForm

# Beyond so many claims a laid-out document takes more memory and patience than a worker should give:
# a PDF takes 2 MiB and 30 ms a claim, a DOCX 15 ms.
PDF_LIMIT = 500
DOCX_LIMIT = 2000
# Up to so many claims a file is written while it is asked for; beyond, a background job does it.
AT_ONCE = 500
LAID_OUT_AT_ONCE = 50

Writer = Callable[[Document, BinaryIO, Path | None], None]


@dataclass(frozen=True)
class Format:
    """One format. ``passes`` says how often a document is read for it; ``pieces`` is there if it streams."""

    form: ExportForm
    readers: str
    media_type: str
    write: Writer
    pieces: Callable[[Document], Iterator[str]] | None = None
    limit: int | None = None
    passes: int = 1
    at_once: int = AT_ONCE


def _streamed(pieces: Callable[[Document], Iterator[str]]) -> Writer:
    def write(document: Document, file: BinaryIO, scratch: Path | None) -> None:
        for piece in pieces(document):
            file.write(piece.encode())

    return write


# What lays out documents is slow to load, and most who export take none of it.
def _html(document: Document) -> Iterator[str]:
    from claims.domain.reports.html_format import write_html

    yield from write_html(document)


def _pdf(document: Document, file: BinaryIO, scratch: Path | None) -> None:
    from claims.domain.reports.pdf_format import write_pdf

    file.write(write_pdf(document))


def _docx(document: Document, file: BinaryIO, scratch: Path | None) -> None:
    from claims.domain.reports.docx_format import write_docx

    file.write(write_docx(document))


def _xlsx(document: Document, file: BinaryIO, scratch: Path | None) -> None:
    from claims.domain.reports.xlsx_format import write_xlsx

    write_xlsx(document, file, scratch=scratch)


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, Format] = {
    known.form.value: known
    for known in (
        Format(
            ExportForm.PDF,
            "to read, print and send round; for screen readers, too",
            "application/pdf",
            _pdf,
            limit=PDF_LIMIT,
            at_once=LAID_OUT_AT_ONCE,
        ),
        Format(
            ExportForm.DOCX,
            "to go on writing in a word processor",
            f"{OFFICE}.wordprocessingml.document",
            _docx,
            limit=DOCX_LIMIT,
            at_once=LAID_OUT_AT_ONCE,
        ),
        Format(
            ExportForm.HTML,
            "one file to send and keep; any browser reads it, without a network",
            "text/html; charset=utf-8",
            _streamed(_html),
            pieces=_html,
            passes=2,
        ),
        Format(
            ExportForm.XLSX,
            "to sort and filter in Excel, LibreOffice or Google Sheets",
            f"{OFFICE}.spreadsheetml.sheet",
            _xlsx,
        ),
        Format(
            ExportForm.CSV,
            "one table for statistics and spreadsheets",
            "text/csv; charset=utf-8",
            _streamed(write_csv),
            pieces=write_csv,
        ),
        Format(
            ExportForm.JSON,
            "one document for programs",
            "application/json; charset=utf-8",
            _streamed(write_json),
            pieces=write_json,
        ),
        Format(
            ExportForm.JSONL,
            "a claim a line, for programs and large amounts",
            "application/x-ndjson; charset=utf-8",
            _streamed(write_jsonl),
            pieces=write_jsonl,
        ),
    )
}


def check_length(form: str, claims: int) -> None:
    """Raise Refused when there are too many claims for a format, and name those that take them."""
    known = FORMATS[form]
    if known.limit is not None and claims > known.limit:
        others = [str(other.form.label) for other in FORMATS.values() if other.limit is None]
        raise Refused(
            f"A {known.form.label} takes at most {known.limit:,} claims, and these are {claims:,}. Choose fewer,"
            f" or take {', '.join(others[:-1])} or {others[-1]}: they take any number.",
            field="form",
        )
