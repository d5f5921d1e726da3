import csv
import io
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain import rulings
from claims.domain.reports import csv_format
from claims.domain.reports.document import Section
from claims.tests.domain.reports.samples import (
    HOSTILE,
    document_of_all,
    document_of_records,
    hostile_document,
    make_record,
)
from claims.tests.factories import make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stance


@given(st.text())
def test_no_cell_is_a_formula_and_every_cell_comes_back(cell):
    written = csv_format.neutralise(cell)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert csv_format.restore(written) == cell


@given(st.sampled_from("=+-@\t\r'"), st.text())
def test_every_dangerous_start_gets_an_apostrophe(first, rest):
    assert csv_format.neutralise(first + rest) == "'" + first + rest
    assert csv_format.restore("'" + first + rest) == first + rest


def test_harmless_cells_stay_as_they_are():
    assert csv_format.neutralise("3 = 3, O'Hara") == "3 = 3, O'Hara"


def read(text):
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def export(**options):
    return read("".join(csv_format.write_csv(document_of_all(), **options)))


@pytest.mark.django_db
def test_one_row_for_each_piece_of_evidence(reviewer, second_reviewer, editor):
    bare = make_claim(by=reviewer, claimant="")
    claim = make_claim(by=reviewer, statement="=1+1 is two")
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="@institute")
    make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS, origin="Ministry")
    for person in (reviewer, second_reviewer):
        make_verdict(by=person, claim=claim, label=Label.DISPUTED, rationale="Secret reasons.")
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label="disputed",
        claim_version=1,
        client_id=uuid4(),
        summary="Both.",
        explanation="One witness on site is enough.",
    )
    first, second, third = export()
    assert (first["claim_id"], first["evidence_stance"], first["verdicts"]) == (str(bare.pk), "", "")
    assert [row["claim_row"] + "/" + row["claim_rows"] for row in (second, third)] == ["1/2", "2/2"]
    assert second["claim"] == third["claim"] == "'=1+1 is two"
    assert (second["evidence_stance"], second["evidence_origin"]) == ("refutes", "'@institute")
    assert (third["evidence_stance"], third["evidence_origin"]) == ("supports", "Ministry")
    assert (third["label"], third["stage"], third["ruling_summary"]) == ("disputed", "published", "Both.")
    assert third["verdicts"] == "disputed; disputed"
    claim.refresh_from_db()
    assert third["check_url"] == f"https://desk.example/checks/{claim.slug}/"
    assert [row["number"] + "/" + row["of"] for row in (first, second, third)] == ["1/2", "2/2", "2/2"]


@pytest.mark.django_db
def test_line_breaks_and_quotes_inside_cells_survive(reviewer):
    quote = 'He said: "no",\r\nand left\rat once,\nreally'
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim, text=quote + ".")
    (row,) = export()
    assert row["evidence_quote"] == quote + "."


@pytest.mark.django_db
def test_nothing_to_write_is_a_header_alone(db):
    assert export() == []


@pytest.mark.django_db
def test_small_chunks_make_the_same_table(reviewer):
    for _ in range(5):
        make_claim(by=reviewer)
    assert export(size=2) == export()


def test_hostile_texts_come_back_whole():
    document = hostile_document()
    rows = read("".join(csv_format.write_csv(document)))
    first = [row for row in rows if row["claim_row"] == "1"]
    for name in ("claim", "ruling_explanation", "evidence_quote"):
        assert [csv_format.restore(row[name]) for row in first] == HOSTILE
    assert len(first[0]) == len(csv_format.COLUMNS)


def test_every_claim_names_its_section():
    sections = (Section("", "", [0]), Section("=East", "", [1]))
    document = document_of_records(make_record(), make_record(), sections=sections)
    rows = read("".join(csv_format.write_csv(document)))
    assert [(row["number"], row["section"]) for row in rows] == [("1", ""), ("2", "'=East")]
