import io

import docx
from docx.oxml.ns import qn

from claims.domain.reports import docx_format, prose
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


def read(document):
    return docx.Document(io.BytesIO(docx_format.write_docx(document)))


def text_of(file):
    return "\n".join(paragraph.text for paragraph in file.paragraphs)


def links_of(file):
    return {it.target_ref for it in file.part.rels.values() if it.is_external}


def test_every_hostile_text_is_there_whole():
    file = read(hostile_document())
    found = text_of(file)
    for text in HOSTILE:
        for part in prose.paragraphs(text):
            assert part in found, text[:80]
    assert LONG_URL in found
    assert LONGER_URL in found
    assert prose.SIGNS in found
    assert links_of(file) == {"https://daily.example/1", "https://desk.example/checks/troops/"}


def test_it_has_headings_sources_and_a_name(settings):
    settings.DESK_NAME = "The Desk"
    sections = (Section("", "", [0]), Section("East", "Of the east.", [1]))
    record = make_record(evidence=[make_piece(), make_piece(quote="Again.")])
    file = read(document_of_records(record, make_record(claim="Second."), sections=sections))
    headings = [
        (it.style.name, it.text) for it in file.paragraphs if it.style.name.startswith(("Head", "Title"))
    ]
    assert headings == [
        ("Title", "Week 37"),
        ("Heading 1", "At a glance"),
        ("Heading 1", "The claims"),
        ("Heading 2", "1. Troops are regrouping."),
        ("Heading 3", "Evidence against the claim: 2 links, 1 independent origin"),
        ("Heading 1", "East"),
        ("Heading 2", "2. Second."),
        ("Heading 1", "Sources"),
        ("Heading 1", "How to read this report"),
    ]
    assert [[cell.text.strip() for cell in row.cells] for row in file.tables[0].rows] == [
        ["No.", "Claim", "Verdict"],
        ["1", "Troops are regrouping.", "False"],
        ["2", "Second.", "False"],
    ]
    known = file.core_properties
    assert (known.title, known.author, known.language) == ("Week 37", "The Desk", "en-gb")
    assert text_of(file).count("1. Daily: Troops move, 11 September 2022. https://daily.example/1") == 1
    assert text_of(file).count("[1]") == 2
    body = file.element.body
    anchors = {it.get(qn("w:anchor")) for it in body.iter(qn("w:hyperlink"))} - {None}
    assert anchors <= {it.get(qn("w:name")) for it in body.iter(qn("w:bookmarkStart"))}
    foot = file.sections[0].footer._element
    assert [it.get(qn("w:instr")) for it in foot.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_a_report_without_claims_says_so():
    assert "There are no claims in this document." in text_of(read(document_of_records()))
