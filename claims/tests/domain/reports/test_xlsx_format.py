import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from claims.domain.reports import xlsx_format
from claims.domain.reports.document import Section
from claims.tests.domain.reports.samples import (
    HOSTILE,
    LONG_URL,
    LONGER_URL,
    document_of_records,
    hostile_document,
    make_piece,
    make_record,
)


def written(document, **options):
    file = io.BytesIO()
    xlsx_format.write_xlsx(document, file, **options)
    file.seek(0)
    return file


def sheets_of(document, **options):
    book = CalamineWorkbook.from_filelike(written(document, **options))
    found = {}
    for name in book.sheet_names:
        head, *rows = book.get_sheet_by_name(name).to_python()
        found[name] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def whole(sheets, sheet, row, column):
    """A cell's text, put together from the long texts where it goes on there."""
    parts = [
        it["text"] for it in sheets.get("Long texts", [])
        if (it["sheet"], it["row"], it["column"]) == (sheet, row + 2, column)
    ]  # fmt: skip
    return "".join(parts) or sheets[sheet][row][column]


# A noncharacter has no place in XML at all; the workbook's own way of writing one is what remains.
SHOWN = {"\ufffe": "_xFFFE_", "\uffff": "_xFFFF_", "\r\n": "\n", "\r": "\n"}


def shown(text):
    for what, instead in SHOWN.items():
        text = text.replace(what, instead)
    return text


@pytest.fixture(scope="module")
def hostile():
    return sheets_of(hostile_document())


def test_no_text_is_cut_and_none_is_a_formula(hostile):
    for row, text in enumerate(HOSTILE):
        for column in ("claim", "ruling_explanation"):
            assert shown(whole(hostile, "Claims", row, column)) == shown(text)
    cells = [cell for sheet in hostile.values() for row in sheet for cell in row.values()]
    assert max(len(str(cell)) for cell in cells) <= xlsx_format.CELL
    with zipfile.ZipFile(written(hostile_document())) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name), name
            assert "hyperlink" not in archive.read(name).decode(), name


def test_what_goes_on_elsewhere_says_so(hostile):
    row = HOSTILE.index("A" * 40_000)
    cell = hostile["Claims"][row]["claim"]
    assert cell.startswith("A" * 32_000)
    assert "goes on; the whole text stands on sheet “Long texts”, from row" in cell
    about = {it["name"]: it["value"] for it in hostile["About"]}
    assert about["long_texts"] == len(hostile["Long texts"]) // 2 > 0
    assert "“Long texts”" in about["long_texts_are"]


def test_long_addresses_are_there_as_text(hostile):
    urls = [it["url"] for it in hostile["Evidence"]]
    assert LONG_URL in urls
    assert LONGER_URL in urls
    assert "javascript:alert(1)" in urls


def test_a_workbook_says_what_it_holds(hostile):
    about = {it["name"]: it["value"] for it in hostile["About"]}
    assert about["claims"] == len(hostile["Claims"]) == len(HOSTILE)
    assert about["evidence"] == len(hostile["Evidence"])
    assert about["verdicts"] == len(hostile["Verdicts"])
    assert len(about["sha256"]) == 64
    assert about["title"] == "Hostile \u202e😀"


@pytest.mark.parametrize("text", ["a" * 100_000, "😀" * 40_000, "a😀" * 30_000, "x" * 32_767, "x" * 32_768])
def test_parts_fit_a_cell_and_are_the_text(text):
    parts = xlsx_format.parts_of(text)
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= xlsx_format.PART for part in parts)
    document = document_of_records(make_record(claim=text))
    sheets = sheets_of(document)
    assert whole(sheets, "Claims", 0, "claim") == text
    assert ("Long texts" in sheets) == (len(text.encode("utf-16-le")) // 2 > xlsx_format.CELL)


def test_a_full_sheet_goes_on_in_another():
    records = [make_record(id=number, evidence=[make_piece()]) for number in range(5)]
    sheets = sheets_of(document_of_records(*records), rows=3)
    assert {"Claims", "Claims 2", "Claims 3", "Evidence 3", "Verdicts 3"} <= set(sheets)
    assert [it["number"] for name in ("Claims", "Claims 2", "Claims 3") for it in sheets[name]] == [
        1,
        2,
        3,
        4,
        5,
    ]
    about = {it["name"]: it["value"] for name in sheets if name.startswith("About") for it in sheets[name]}
    assert (about["claims"], about["sheets_claims"]) == (5, 3)


def test_numbers_are_numbers_and_texts_are_texts():
    record = make_record(claim="007", claimant="1e5", evidence=[make_piece(quote="3.0", story=4)])
    sheets = sheets_of(document_of_records(record, sections=(Section("East", "", [0]),)))
    (claim,), (piece,) = sheets["Claims"], sheets["Evidence"]
    assert (claim["claim_id"], claim["claim"], claim["claimant"], claim["section"]) == (
        7,
        "007",
        "1e5",
        "East",
    )
    assert (piece["quote"], piece["other_source"], piece["story"]) == ("3.0", "yes", 4)
    assert (claim["label"], claim["ruling_summary"], claim["verdicts"]) == ("false", "It is not so.", "false")


def test_nothing_to_write_is_headings():
    sheets = sheets_of(document_of_records())
    assert sheets["Claims"] == sheets["Evidence"] == []
    assert {it["name"]: it["value"] for it in sheets["About"]}["claims"] == 0
