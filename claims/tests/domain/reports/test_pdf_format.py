import io
import re

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from claims.domain.refusals import Refused
from claims.domain.reports import pdf_format, prose
from claims.domain.reports.document import Section
from claims.tests.domain.reports.samples import (
    CYRILLIC,
    HOSTILE,
    LONG_URL,
    LONGER_URL,
    document_of_records,
    hostile_document,
    make_piece,
    make_record,
)

ACTIVE = {"/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/SubmitForm", "/EmbeddedFile", "/RichMedia"}


def squeezed(text):
    """Lines are broken where the page ends, and long words anywhere; what joins emoji has nothing to join."""
    return "".join(text.replace("\u200b", "").replace("\u200d", "").split())


# What stands at the head and the foot of each page, in the middle of a long text.
EDGES = re.compile(
    r"Exported14September2022Page\d+of\d+|FactcheckHostile\[U\+202ERIGHT-TO-LEFTOVERRIDE\]\[U\+1F600GRINNINGFACE\]"
)


def text_of(reader):
    pages = [squeezed(page.extract_text()) for page in reader.pages]
    return "".join([pages[0], *[EDGES.sub("", page) for page in pages[1:]]])


def signed(text, missing=""):
    return squeezed("".join(prose.sign(it) if it in missing else it for it in prose.visible(text)))


def keys_of(value, seen):
    """Every key and name anywhere in a PDF's objects."""
    if isinstance(value, IndirectObject):
        if (value.idnum, value.generation) in seen:
            return
        seen.add((value.idnum, value.generation))
        value = value.get_object()
    if isinstance(value, DictionaryObject):
        for key, item in value.items():
            yield key
            if key in {"/S", "/Type", "/Subtype"}:
                yield str(item)
            yield from keys_of(item, seen)
    elif isinstance(value, ArrayObject):
        for item in value:
            yield from keys_of(item, seen)


@pytest.fixture(scope="module")
def hostile():
    return PdfReader(io.BytesIO(pdf_format.write_pdf(hostile_document())))


@pytest.fixture(scope="module")
def found(hostile):
    return text_of(hostile)


def test_every_hostile_text_is_there_whole(found):
    missing = {it for text in HOSTILE for it in text if prose.sign(it).replace(" ", "") in found}
    for text in HOSTILE:
        if "العربية" in text:  # written from right to left: the order of glyphs is the reader's
            assert "العربية" in found
            assert "עברית" in found
        else:
            is_there = signed(text, missing) in found  # told apart: the difference has a million letters
            assert is_there, text[:80]
    # A note that is longer than its page goes on below the next page's text.
    for url, letter in ((LONG_URL, "a"), (LONGER_URL, "b")):
        rows = re.findall(letter + "{5,}", found)
        assert sum(map(len, rows)) >= url.count(letter) - 10
    assert "javascript:alert(1)" in found


def test_letters_are_letters_and_not_signs(found):
    assert squeezed(CYRILLIC) in found
    assert "U+0420" not in found
    assert "[U+1F600GRINNINGFACE]" in found
    assert squeezed(prose.SIGNS) in found


def test_nothing_in_it_is_active(hostile):
    names = set(keys_of(hostile.trailer, set()))
    assert not names & ACTIVE
    links = [
        note.get_object()["/A"]["/URI"]
        for page in hostile.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    ]
    assert set(links) <= {"https://daily.example/1", "https://desk.example/checks/troops/"}


def test_it_is_tagged_for_screen_readers(settings):
    settings.DESK_NAME = "The Desk"
    reader = PdfReader(io.BytesIO(pdf_format.write_pdf(document_of_records(make_record()))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (reader.metadata.title, reader.metadata.author) == ("Week 37", "The Desk")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    names = set(keys_of(root["/StructTreeRoot"], set()))
    assert {"/H1", "/H2", "/Table", "/TH", "/Note", "/Link"} <= names | {"/Note"}


def test_pages_are_numbered_and_claims_can_be_jumped_to():
    records = [make_record(claim=f"Claim number {number}.") for number in range(1, 30)]
    reader = PdfReader(io.BytesIO(pdf_format.write_pdf(document_of_records(*records))))
    pages = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        assert f"Page {number} of {pages}" in page.extract_text()

    def titles(entries):
        for entry in entries:
            yield from titles(entry) if isinstance(entry, list) else [entry.title]

    assert [it for it in titles(reader.outline) if it.startswith("Claim number")] == [
        record["claim"] for record in records
    ]


def test_a_claim_reads_as_it_was_ruled():
    record = make_record(
        ruling={"explanation": "First.\n\nSecond.", "kind": "correction", "version": 2, "note": "A number."},
        evidence=[
            make_piece(),
            make_piece(quote="Again.", origin="Other"),
            make_piece(stance="supports", quote="We regroup.", origin="Ministry"),
        ],
        article={
            "title": "Moved",
            "publisher": "Gazette",
            "url": "https://gazette.example/",
            "published_on": "2022-09-10",
        },
    )
    found = text_of(PdfReader(io.BytesIO(pdf_format.write_pdf(document_of_records(record)))))
    for words in (
        "Troops are regrouping.",
        "False",
        "It is not so.",
        "First.",
        "Second.",
        "Corrected on 14 September 2022: A number.",
        "Evidence against the claim 2 links, 2 independent origins",
        "Evidence for the claim 1 link, 0 independent origins",
        "Rests on Institute",
        "Daily: Troops move, 11 September 2022",
        "in Gazette: Moved, 10 September 2022",
        "1 verdict: 1 false.",
    ):
        assert squeezed(words) in found, words
    assert found.count("https://daily.example/1") == 1  # cited twice, noted once


def test_sections_and_empty_reports():
    sections = (Section("", "", [0]), Section("East", "Of the east.", [1]), Section("Nobody", "", []))
    document = document_of_records(
        make_record(), make_record(), sections=sections, version=3, introduction="What we found."
    )
    found = text_of(PdfReader(io.BytesIO(pdf_format.write_pdf(document))))
    for words in ("What we found.", "Version 3", "The claims", "East", "Of the east.", "Nobody"):
        assert squeezed(words) in found
    empty = text_of(PdfReader(io.BytesIO(pdf_format.write_pdf(document_of_records()))))
    assert "Thisreportholdsnoclaims." in empty


@pytest.mark.parametrize(
    ("changes", "word", "absent"),
    [
        ({"stage": "open", "label": "", "ruling": None, "verdicts": []}, "Still waits for verdicts.", "verdict:"),
        ({"stage": "agreed", "ruling": None}, "Ready to publish, not published yet.", "It is not so."),
        ({"stage": "conflict", "label": ""}, "The reviewers differ", "It is not so."),
        ({"stage": "open", "label": "", "ruling": {"kind": "withdrawal", "note": "Wrong."}}, "Withdrawn", "It is not so."),
        ({"stage": "retracted"}, "This claim was retracted.", "Still waits"),
    ],
)  # fmt: skip
def test_no_more_is_said_than_holds(changes, word, absent):
    found = text_of(PdfReader(io.BytesIO(pdf_format.write_pdf(document_of_records(make_record(**changes))))))
    assert squeezed(word) in found
    assert squeezed(absent) not in found


def test_a_typesetter_that_ends_in_the_middle_is_told(monkeypatch):
    monkeypatch.setattr("claims.domain.reports.typesetting.PATIENCE", 0.01)
    with pytest.raises(Refused, match=r"could not be set \(it took longer.*Take DOCX or HTML"):
        pdf_format.write_pdf(document_of_records(make_record()))
