"""The formats that claims leave the desk in: what each is for, how long it may be, who writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from claims.domain.reports.csv_format import write_csv
from claims.domain.reports.document import Document
from claims.domain.reports.json_format import write_json, write_jsonl
from claims.domain.reports.volumes import write_volumes
from claims.vocabulary import ExportForm

# Beyond so many claims a laid-out document takes more memory than a worker should give, and more patience
# than a reader has: it comes in volumes then. A PDF takes 2 MiB and 30 ms a claim, a DOCX 15 ms.
PDF_VOLUME = 250
DOCX_VOLUME = 1000
# Up to so many claims a file is written while it is asked for; beyond, a background job does it.
AT_ONCE = 500
LAID_OUT_AT_ONCE = 50
ARCHIVE, ARCHIVE_TYPE = "zip", "application/zip"

Writer = Callable[[Document, BinaryIO, Path | None], None]


@dataclass(frozen=True)
class Format:
    """One format. ``passes`` says how often a document is read for it; ``pieces`` is there if it streams.

    More claims than ``volume`` come as a zip archive of several files of that format.
    """

    form: ExportForm
    readers: str
    media_type: str
    writer: Writer
    pieces: Callable[[Document], Iterator[str]] | None = None
    volume: int | None = None
    passes: int = 1
    at_once: int = AT_ONCE

    def is_split(self, claims: int) -> bool:
        """Say whether so many claims come in volumes."""
        return self.volume is not None and claims > self.volume

    def ending(self, claims: int) -> str:
        """Return how the name of a file of so many claims ends, without the dot."""
        return ARCHIVE if self.is_split(claims) else self.form.value

    def write(self, document: Document, file: BinaryIO, scratch: Path | None) -> None:
        """Write a document; ``scratch`` is a folder for what is needed meanwhile, if there is one."""
        if self.volume is None or not self.is_split(document.length):
            self.writer(document, file, scratch)
            return
        write_volumes(
            document,
            file,
            most=self.volume,
            form=self.form.value,
            write=lambda volume, part: self.writer(volume, part, scratch),
        )


def media_type(form: str, ending: str) -> str:
    """Return the media type of a format's file whose name ends so."""
    return ARCHIVE_TYPE if ending == ARCHIVE else FORMATS[form].media_type


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
            volume=PDF_VOLUME,
            at_once=LAID_OUT_AT_ONCE,
        ),
        Format(
            ExportForm.DOCX,
            "to go on writing in a word processor",
            f"{OFFICE}.wordprocessingml.document",
            _docx,
            volume=DOCX_VOLUME,
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
