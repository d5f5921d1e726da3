import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.domain.datasets.registry import FORMATS
from claims.domain.reports import making
from claims.forms import datasets as forms
from claims.models import AuditEvent, Claim, ImportedRecord
from claims.tests.factories import make_claim, make_verdict

pytestmark = pytest.mark.django_db

LIST, IMPORT = reverse("dataset-list"), reverse("dataset-import")


def file_of(name):
    return reverse("dataset-export", args=[name])


def text(response):
    return (b"".join(response) if response.streaming else response.content).decode()


@pytest.fixture
def claims(reviewer):
    made = [make_claim(by=reviewer, statement=f"Claim number {number}.") for number in range(3)]
    make_verdict(by=reviewer, claim=made[0])
    return made


def lines(name, content="text"):
    return SimpleUploadedFile(name, content.encode())


@pytest.mark.parametrize("who", ["as_reviewer", "as_editor", "as_administrator"])
def test_everybody_on_the_desk_finds_every_format(request, claims, who):
    page = text(request.getfixturevalue(who).get(LIST))
    for format in FORMATS:
        assert format.title in page
        assert file_of(format.name) in page
    assert page.count("Can be brought in as well") == len(FORMATS) - 1
    assert "<b>3</b> claims, <b>1</b> with a label" in page
    assert (IMPORT in page) == (who != "as_reviewer")


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_each_format_comes_as_a_file_and_is_noted(as_reviewer, reviewer, claims, format):
    response = as_reviewer.get(file_of(format.name))
    assert response.streaming
    content = b"".join(response)
    assert bool(content) == (format.name != "liar")  # which has no word for the only label here
    assert (
        response["Content-Disposition"] == f'attachment; filename="claims-{format.name}.{format.extension}"'
    )
    assert response["Content-Type"] == format.media_type
    assert response["Cache-Control"] == "private, no-store"
    event = AuditEvent.objects.get(action="report.exported")
    assert (event.actor, event.data["format"], event.data["claims"]) == (reviewer, format.name, 3)


def test_the_filter_and_the_report_choose_the_claims(as_reviewer, reviewer, claims):
    found = as_reviewer.get(file_of("fever"), {"stage": "agreed", "q": "number"})
    assert json.loads(text(found))["claim"] == "Claim number 0."
    assert AuditEvent.objects.latest("seq").data["filters"] == "q=number&stage=agreed"
    report = making.make_report(by=reviewer, title="Two", claims=Claim.objects.filter(pk=claims[1].pk))
    page = text(as_reviewer.get(LIST, {"report": report.pk}))
    assert f"{file_of('fever')}?report={report.pk}" in page
    assert "<b>1</b> claim, <b>0</b> with a label" in page
    places = json.loads(
        text(as_reviewer.get(file_of("web-annotation"), {"report": report.pk, "offsets": "utf16"}))
    )
    assert places["total"] == 1
    assert as_reviewer.get(LIST, {"report": report.pk + 1}).status_code == 404


def test_an_empty_desk_offers_nothing_to_download(as_reviewer):
    page = text(as_reviewer.get(LIST))
    assert "<b>0</b> claims" in page
    assert file_of("fever") not in page


def test_the_page_asks_the_same_whatever_is_there(as_reviewer, reviewer, claims):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            as_reviewer.get(LIST)
        return len(queries)

    making.make_report(by=reviewer, title="One", claims=Claim.objects.all())
    once = asked()
    for number in range(3):
        making.make_report(by=reviewer, title=f"More {number}", claims=Claim.objects.all())
    assert asked() == once == 5


def test_a_file_is_brought_in_and_answered_for(as_editor):
    content = '{"id": 1, "claim": "The bridge <b>fell</b>."}\n{"id": 2}\n'
    response = as_editor.post(IMPORT, {"format": "fever", "file": lines("a.jsonl", content)})
    page = text(response)
    assert response.status_code == 200
    assert "1 created, 0 already here, 1 refused." in page
    assert "a.jsonl:2" in page
    assert "claim: missing" in page
    assert "The bridge &lt;b&gt;fell&lt;/b&gt;." in page
    assert ImportedRecord.objects.count() == Claim.objects.count() == 1


def test_a_text_that_was_brought_in_can_be_opened(as_editor):
    content = json.dumps({"text": "The bridge fell. Nobody was hurt.", "label": [[0, 16, "x"]]})
    response = as_editor.post(IMPORT, {"format": "doccano", "file": lines("a.jsonl", content)})
    assert reverse("article-detail", args=[Claim.objects.get().lifted_from_id]) in text(response)


def test_what_stayed_in_the_record_is_told_beside_it(as_editor):
    content = '{"text": "It stands.", "label": []}\n{"text": "The bridge fell.", "spans": [[0, 10, "x"]]}\n'
    page = text(as_editor.post(IMPORT, {"format": "doccano", "file": lines("a.jsonl", content)}))
    assert page.index("the text came in without claims") < page.index("It stands.")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file."),
        ({"format": "xml", "file": lines("a")}, "Select a valid choice"),
        ({"format": "claimskg", "file": lines("a")}, "Select a valid choice"),
        ({"format": "fever", "file": lines("a", "")}, "The file is empty."),
        ({"format": "fever", "file": lines("a", "{}")}, "claim: missing"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(as_editor, data, words):
    response = as_editor.post(IMPORT, data)
    assert response.status_code == 422
    assert words in text(response)


def test_a_large_file_is_sent_to_the_command(as_editor, monkeypatch):
    monkeypatch.setattr(forms, "FILE_LIMIT", 10)
    response = as_editor.post(IMPORT, {"format": "fever", "file": lines("a", "x" * 11)})
    assert response.status_code == 422
    assert "import_dataset" in text(response)


def test_reviewers_bring_nothing_in(as_reviewer):
    response = as_reviewer.post(IMPORT, {"format": "fever", "file": lines("a", '{"claim": "x"}')})
    assert response.status_code == 403
    assert not Claim.objects.exists()
