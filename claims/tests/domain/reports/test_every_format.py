"""What every format has to say of a claim, read back by a reader of its own kind."""

import io
from uuid import uuid4

import docx
import pytest
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from claims.domain import rulings
from claims.domain.reports import contents, making, publishing
from claims.domain.reports.formats import FORMATS
from claims.models import Claim
from claims.tests.domain.reports.samples import CHECK_URL, document_of_all
from claims.tests.factories import make_check
from claims.vocabulary import ExportForm

pytestmark = pytest.mark.django_db
WORDS = "How many soldiers left, and when the order was given."


def text_of(document, form):
    file = io.BytesIO()
    FORMATS[form].write(document, file, None)
    file.seek(0)
    if form == ExportForm.PDF:
        return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)
    if form == ExportForm.DOCX:
        return "\n".join(paragraph.text for paragraph in docx.Document(file).paragraphs)
    if form == ExportForm.XLSX:
        return str(CalamineWorkbook.from_filelike(file).get_sheet_by_name("Claims").to_python())
    return file.getvalue().decode()


@pytest.fixture
def check(reviewer, editor):
    return make_check(reviewer=reviewer, editor=editor, unestablished=WORDS)


@pytest.mark.parametrize("form", FORMATS)
def test_what_could_not_be_established_is_said(check, form):
    assert WORDS in text_of(document_of_all(), form)


@pytest.mark.parametrize("form", FORMATS)
def test_a_published_version_goes_on_saying_it(check, editor, form):
    report = making.make_report(by=editor, title="Week 37", claims=Claim.objects.all(), client_id=uuid4())
    publishing.publish_report(by=editor, report=report, seen=report.version, client_id=uuid4())
    rulings.correct(
        by=editor,
        claim=check,
        label="false",
        note="It was found out.",
        summary="Not so.",
        claim_version=check.version,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    document = contents.report_document(report=report, version=1, check_url=CHECK_URL, made_at=timezone.now())
    assert WORDS in text_of(document, form)
    assert WORDS not in text_of(document_of_all(), form)


@pytest.mark.parametrize("form", [ExportForm.PDF, ExportForm.DOCX, ExportForm.HTML])
def test_what_people_read_says_it_only_while_the_ruling_holds(check, editor, form):
    rulings.withdraw_ruling(
        by=editor, claim=check, note="A mix-up.", claim_version=check.version, client_id=uuid4()
    )
    assert WORDS not in text_of(document_of_all(), form)
