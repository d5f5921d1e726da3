"""Claims as a table for spreadsheets: one row for each piece of evidence. See docs/exports.md.

A spreadsheet takes a cell that starts with ``=``, ``+``, ``-`` or ``@`` for a formula. Such cells get an
apostrophe in front, and so do cells that start with one already: taking one away restores every cell.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from claims.domain.naming import known_publisher
from claims.domain.reports.document import Document
from claims.domain.reports.records import CHUNK

BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets read Cyrillic as something else
ESCAPE = "'"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", ESCAPE)
COLUMNS = (
    "number",
    "of",
    "claim_id",
    "claim_row",
    "claim_rows",
    "stage",
    "label",
    "claim",
    "claimant",
    "claimed_on",
    "ruling_version",
    "ruling_kind",
    "ruling_label",
    "ruling_summary",
    "ruling_explanation",
    "ruling_unestablished",
    "ruling_note",
    "ruled_at",
    "verdicts",
    "verdicts_given_at",
    "evidence_stance",
    "evidence_quote",
    "evidence_origin",
    "evidence_source",
    "evidence_title",
    "evidence_url",
    "evidence_date",
    "evidence_other_source",
    "evidence_story",
    "article_title",
    "article_publisher",
    "article_url",
    "article_date",
    "check_url",
    "section",
)
RULING = ("version", "kind", "label", "summary", "explanation", "unestablished", "note", "made_at")
EVIDENCE = ("stance", "quote", "origin", "source", "title", "url", "date")
ARTICLE = ("title", "publisher", "url", "published_on")
OF_PUBLISHERS = {"publisher", "source"}


def neutralise(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; ``restore`` gives the original back."""
    return ESCAPE + cell if cell.startswith(DANGEROUS) else cell


def restore(cell: str) -> str:
    """Undo ``neutralise``: take one leading apostrophe away, if there is one."""
    return cell.removeprefix(ESCAPE)


def _cell(value: Any) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return neutralise(value or "")


def _pick(source: dict[str, Any] | None, names: Iterable[str]) -> list[Any]:
    return [(source or {}).get(name) for name in names]


def _sourced(source: dict[str, Any] | None, names: Iterable[str]) -> list[Any]:
    """Return the same, with nothing where nobody knows who published it."""
    known = dict(source or {})
    for name in OF_PUBLISHERS & known.keys():
        known[name] = known_publisher(known[name] or "")
    return _pick(known, names)


def rows(record: dict[str, Any], *, number: int, of: int, section: str = "") -> Iterator[list[str | int]]:
    """Yield a claim's rows: one for each piece of evidence, and one when there is none."""
    evidence = record["evidence"] or [None]
    for place, item in enumerate(evidence, 1):
        yield [
            _cell(value)
            for value in (
                number,
                of,
                record["id"],
                place,
                len(evidence),
                record["stage"],
                record["label"],
                record["claim"],
                record["claimant"],
                record["claimed_on"],
                *_pick(record["ruling"], RULING),
                "; ".join(verdict["label"] for verdict in record["verdicts"]),
                "; ".join(verdict["given_at"] for verdict in record["verdicts"]),
                *_sourced(item, EVIDENCE),
                {None: "", True: "yes", False: "no"}[item and item["other_source"]],
                _cell(item and item["story"]),
                *_sourced(record["article"], ARTICLE),
                record["check_url"],
                section,
            )
        ]


def write_csv(document: Document, *, size: int = CHUNK) -> Iterator[str]:
    """Yield the table, header first, a thousand claims at a time."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    of = document.length
    for section, entry in document.numbered(size=size):
        writer.writerows(rows(entry.record, number=entry.number, of=of, section=section.title))
        if entry.number % size == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
