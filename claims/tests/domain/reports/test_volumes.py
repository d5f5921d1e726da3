import io
import json
from dataclasses import replace
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from claims.domain.reports import formats, volumes
from claims.domain.reports.document import Document, Section
from claims.tests.domain.reports.samples import AT, CHECK_URL, make_record


def read(*, ids, check_url):
    return [json.dumps(make_record(id=number, claim=f"Claim {number} of the desk.")) for number in ids]


def document(*lengths, **fields):
    sections, first = [], 1
    for number, length in enumerate(lengths, start=1):
        ids = list(range(first, first + length))
        sections.append(Section(title=f"Part {number}", text=f"About part {number}.", ids=ids))
        first += length
    return Document(
        title="Week 37", sections=tuple(sections), made_at=AT, check_url=CHECK_URL, read=read, **fields
    )


@given(lengths=st.lists(st.integers(0, 9), min_size=1, max_size=6), most=st.integers(1, 7))
def test_every_claim_is_in_one_volume_under_its_number(lengths, most):
    whole = document(*lengths, introduction="Read this first.")
    parts = list(volumes.split(whole, most=most))
    told = [
        (entry.number, entry.record["id"], section.title.removesuffix(" (continued)"))
        for part in parts
        for section, entry in part.numbered()
    ]
    assert told == [(entry.number, entry.record["id"], section.title) for section, entry in whole.numbered()]
    assert [part.volume for part in parts] == list(range(1, len(parts) + 1))
    assert {part.volumes for part in parts} == {max(1, len(parts))}
    assert all(part.length == most for part in parts[:-1])
    assert [part.introduction for part in parts] == ["Read this first.", *[""] * (len(parts) - 1)]
    # What stands over a section is said once, in the order of the whole.
    said = [section.text for part in parts for section in part.sections if section.text]
    assert said == [section.text for section in whole.sections]


def test_a_section_goes_on_under_its_own_title():
    parts = list(volumes.split(document(3, 2), most=2))
    assert [[section.title for section in part.sections] for part in parts] == [
        ["Part 1"],
        ["Part 1 (continued)", "Part 2"],
        ["Part 2 (continued)"],
    ]


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_many_claims_are_an_archive_of_files_numbered_through(form, monkeypatch):
    known = replace(formats.FORMATS[form], volume=2)
    assert (known.ending(2), known.ending(3)) == (form, "zip")
    counted = []
    file = io.BytesIO()
    known.write(document(3, 2, slug="week-37", progress=counted.append), file, None)
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"week-37-{number}-of-3.{form}" for number in (1, 2, 3)]
        if form == "pdf":
            texts = [
                "".join(page.extract_text() for page in PdfReader(io.BytesIO(archive.read(name))).pages)
                for name in archive.namelist()
            ]
        else:
            texts = [
                ZipFile(io.BytesIO(archive.read(name))).read("word/document.xml").decode()
                for name in archive.namelist()
            ]
    for number, text in zip((1, 2, 3), texts, strict=True):
        assert f"Volume {number} of 3" in " ".join(text.split())
        for claim in range(1, 6):
            assert (f"Claim {claim} of the desk." in " ".join(text.split())) == ((claim + 1) // 2 == number)
    assert sum(counted) == 5


def test_others_are_never_split():
    for form in ("csv", "json", "jsonl", "xlsx", "html"):
        assert formats.FORMATS[form].ending(10**6) == form
