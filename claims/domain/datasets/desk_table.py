"""The desk's own table of claims (see ``reports.csv_format``), read back: one row for each piece of evidence.

Claims, their articles and their evidence come in. What a desk decided (stage, label, ruling, verdicts) stays in
the record, and so does what it counted; where rows stood in the file, and in which report, is passed over.
"""

import csv
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from claims.domain.datasets.annotated import day_of
from claims.domain.datasets.entries import ArticleIn, ClaimIn, Entry, EvidenceIn
from claims.domain.datasets.reading import attempt, check_text
from claims.domain.datasets.writing import dumps
from claims.domain.ingest.drafts import Refusal
from claims.domain.ingest.jsonl import BYTE_ORDER_MARK, longest_line
from claims.domain.refusals import Refused
from claims.domain.reports.csv_format import COLUMNS, restore
from claims.vocabulary import UNKNOWN_PUBLISHER, Stance

NAME = "csv"
OF_THE_FILE = ("number", "of", "claim_row", "claim_rows", "section")
OF_EVIDENCE = tuple(column for column in COLUMNS if column.startswith("evidence_"))
RETRACTED = "retracted"
NOT_COUNTED = "Its desk did not count this as another source than the claim’s own article."
MOST_ROWS = 10_000
BROKEN = "{}; nothing behind this was read"
CUT_OFF = "the claim has {} rows, and {} of them are here: the file was cut off or sorted anew"

Row = dict[str, str]


def read(file: BinaryIO, *, name: str) -> Iterator[Entry | Refusal]:
    """Yield each claim with its evidence; a refusal names the line on which its rows begin."""
    # The module's own limit is for cells that nobody wrote on purpose; here lines have one.
    csv.field_size_limit(longest_line())
    reader = csv.reader(_lines(file), strict=True)
    try:
        header = next(reader, [])
        if sorted(header) != sorted(COLUMNS):
            yield Refusal(source=f"{name}:1", reason=_about_header(header))
            return
        for line, rows in _claims(reader, header):
            yield attempt(_take, rows, source=f"{name}:{line}")
    except (csv.Error, Refused) as error:
        reason = BROKEN.format(str(error).rstrip("."))
        yield Refusal(source=f"{name}:{reader.line_num or 1}", reason=reason)


def _lines(file: BinaryIO) -> Iterator[str]:
    number, limit = 0, longest_line()
    while line := file.readline(limit):
        number += 1
        if len(line) >= limit:
            raise Refused(f"a line has more than {limit:,} bytes")
        try:
            yield (line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line).decode()
        except UnicodeDecodeError as error:
            raise Refused(f"not UTF-8 at byte {error.start + 1:,} of line {number:,}") from None


def _about_header(header: Sequence[str]) -> str:
    missing = [column for column in COLUMNS if column not in header]
    what = f"the column {missing[0]} is missing" if missing else "there is a column too many"
    return f"not the header of a desk’s CSV: {what}"


def _claims(reader: Any, header: Sequence[str]) -> Iterator[tuple[int, list[Row]]]:
    """Yield the rows of each claim, with the line that they begin on; a row of another length is an empty one."""
    rows: list[Row] = []
    begins, line = 2, reader.line_num + 1
    for cells in reader:
        if cells:
            is_whole = len(cells) == len(header)
            row = dict(zip(header, map(restore, cells), strict=True)) if is_whole else {}
            if rows and (not row or row["number"] != rows[0].get("number") or len(rows) >= MOST_ROWS):
                yield begins, rows
                rows = []
            begins = begins if rows else line
            rows.append(row)
        line = reader.line_num + 1
    if rows:
        yield begins, rows


def _take(rows: Sequence[Row], *, source: str) -> Entry:
    first = rows[0]
    if not first:
        raise Refused(f"a row must have {len(COLUMNS)} cells")
    for row in rows:
        for column, cell in row.items():
            check_text(cell, column)
        if other := [column for column in COLUMNS if _is_of_claim(column) and row[column] != first[column]]:
            raise Refused("the rows of one claim differ", field=other[0])
    places = [row["claim_row"] for row in rows]
    if places != [str(place) for place in range(1, len(rows) + 1)] or first["claim_rows"] != str(len(rows)):
        raise Refused(
            CUT_OFF.format(first["claim_rows"][:10] or "no number of", len(rows)), field="claim_rows"
        )
    if first["stage"] == RETRACTED:
        raise Refused("it was retracted on its desk", field="stage")
    if not first["claim"].strip():
        raise Refused("missing", field="claim")
    article = _article(first, "article_title", "article_publisher", "article_url", "article_date")
    record = {column: first[column] for column in COLUMNS if _is_of_claim(column)}
    evidence = [row for row in rows if any(row[column] for column in OF_EVIDENCE)]
    return Entry(
        source=source,
        record=dumps({**record, "evidence": [{name: row[name] for name in OF_EVIDENCE} for row in evidence]}),
        source_id=first["claim_id"],
        label=first["label"],
        claims=(
            ClaimIn(
                statement=first["claim"],
                claimant=first["claimant"],
                claimed_on=day_of(first["claimed_on"], field="claimed_on"),
                article=article,
            ),
        ),
        evidence=tuple(_evidence(row, place, own=article) for place, row in enumerate(evidence, 1)),
    )


def _is_of_claim(column: str) -> bool:
    return column not in OF_THE_FILE and column not in OF_EVIDENCE


def _article(row: Row, title: str, publisher: str, url: str, day: str) -> ArticleIn | None:
    if not row[title].strip():
        return None
    return ArticleIn(
        title=row[title],
        publisher=row[publisher],
        url=row[url].strip(),
        published_on=day_of(row[day], field=day),
    )


def _evidence(row: Row, place: int, *, own: ArticleIn | None) -> EvidenceIn:
    """Return a row's evidence. A desk knows what each rests on, and leaves the source empty where nobody knows it."""
    if row["evidence_stance"] not in Stance.values:
        raise Refused(f"must be one of {', '.join(Stance.values)}", field="evidence_stance")
    article = _article(row, "evidence_title", "evidence_source", "evidence_url", "evidence_date")
    url = row["evidence_url"].strip()
    if article is None and not url:
        raise Refused("has neither an address nor a title", field="evidence_url")
    other_source = row["evidence_other_source"] != "no"
    is_own = not other_source and article is not None and article == own
    return EvidenceIn(
        stance=row["evidence_stance"],
        quote=row["evidence_quote"],
        url=url,
        note="" if other_source or is_own else NOT_COUNTED,
        origin=row["evidence_origin"],
        source_name=row["evidence_source"] or (UNKNOWN_PUBLISHER if row["evidence_origin"] else ""),
        source_date=day_of(row["evidence_date"], field="evidence_date"),
        article=article,
        is_own=is_own,
        place=place,
    )
