import csv
import io
import json
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import rulings
from claims.domain.reports import making
from claims.models import AuditEvent, Claim, Report, ReportItem
from claims.tests.factories import make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stance

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims(reviewer, editor):
    """One claim published as false, one left open."""
    claim = make_claim(by=reviewer, statement="Troops are merely regrouping.")
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Institute")
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE, rationale="canary-rationale")
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label="false",
        claim_version=1,
        client_id=uuid4(),
        summary="It is not so.",
        explanation="One witness on site is enough.",
    )
    return [claim, make_claim(by=reviewer, statement="=Nothing was lost.")]


@pytest.fixture
def report(claims, reviewer):
    return making.make_report(
        by=reviewer, title="Week 37", introduction="What we found.", claims=Claim.objects.all()
    )


def text(response):
    content = b"".join(response) if response.streaming else response.content
    return content.decode()


def pages(report):
    return {
        "list": reverse("report-list"),
        "make": reverse("report-make"),
        "detail": reverse("report-detail", args=[report.pk]),
        "retract": reverse("report-retract", args=[report.pk]),
        "csv": reverse("report-download", args=[report.pk, "csv"]),
        "json": reverse("report-download", args=[report.pk, "json"]),
        "claims as csv": reverse("claim-export", args=["csv"]),
        "claims as json": reverse("claim-export", args=["json"]),
    }


@pytest.mark.parametrize(
    ("who", "answer"), [("visitor", 302), ("as_stranger", 404), ("as_reviewer", 200), ("as_editor", 200)]
)
def test_who_may_read_and_take_away(request, report, who, answer):
    client = request.getfixturevalue(who)
    for address in pages(report).values():
        response = client.get(address)
        assert (address, response.status_code) == (address, answer)
        text(response)


@pytest.mark.parametrize(
    ("who", "answer"), [("visitor", 302), ("as_stranger", 404), ("as_reviewer", 302), ("as_editor", 302)]
)
def test_who_may_make_and_retract(request, report, claims, who, answer):
    client = request.getfixturevalue(who)
    before = Report.objects.count()
    made = client.post(reverse("report-make"), {"title": "Mine", "claim": [claims[0].pk]})
    assert made.status_code == answer
    assert (Report.objects.count() > before) == (who in {"as_reviewer", "as_editor"})
    assert client.post(pages(report)["retract"], {"reason": "Too early."}).status_code == answer
    report.refresh_from_db()
    assert report.is_retracted == (who in {"as_reviewer", "as_editor"})


def test_ticked_claims_become_a_report(as_reviewer, claims):
    form = as_reviewer.get(reverse("report-make"), {"claim": [claim.pk for claim in claims]})
    assert "2 claims chosen" in text(form)
    response = as_reviewer.post(
        reverse("report-make"), {"title": "Week 37", "introduction": "What.", "claim": [claims[1].pk]}
    )
    report = Report.objects.get()
    assert response.headers["Location"] == reverse("report-detail", args=[report.pk])
    assert [item.claim_id for item in report.items.all()] == [claims[1].pk]


def test_the_current_filter_becomes_a_report(as_reviewer, claims):
    form = text(as_reviewer.get(reverse("report-make"), {"all": "1", "label": "false"}))
    assert "1 claim of the filter" in form
    assert 'name="label" value="false"' in form
    as_reviewer.post(reverse("report-make"), {"title": "False", "all": "1", "label": "false"})
    assert [item.claim_id for item in ReportItem.objects.all()] == [claims[0].pk]


def test_ticks_posted_without_a_title_open_the_form(as_reviewer, claims):
    response = as_reviewer.post(reverse("report-make"), {"claim": [claims[0].pk]})
    assert response.status_code == 200
    assert "error-summary" not in text(response)


@pytest.mark.parametrize(
    "data",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"title": "Week 37", "claim": []},
        {"title": "Week 37", "claim": ["x", "-1", "²", "9" * 30, "9" * 19]},
        {"title": "Week 37", "all": "1", "q": "no such words"},
        {"title": "a\0b"},
    ],
)
def test_a_refused_report_keeps_what_was_typed(as_reviewer, claims, data):
    data = {"claim": [claims[0].pk], "introduction": "My own words.", **data}
    response = as_reviewer.post(reverse("report-make"), data)
    assert response.status_code == 422
    assert "My own words." in text(response)
    assert "No report was made yet" in text(response)
    assert not Report.objects.exists()


def test_a_report_reads_whole(as_reviewer, report):
    page = text(as_reviewer.get(pages(report)["detail"]))
    for words in (
        "Week 37",
        "What we found.",
        "Troops are merely regrouping.",
        "Russian Ministry of Defence",
        "It is not so.",
        "The institute called the regrouping account a false narrative.",
        "Institute",
        "Still waits for verdicts.",
        "No label yet",
    ):
        assert words in page
    assert "canary" not in page


def test_a_report_pages_by_position(as_reviewer, reviewer, monkeypatch):
    monkeypatch.setattr("claims.views.report_pages.PAGE_SIZE", 2)
    made = [make_claim(by=reviewer, statement=f"Claim number {number}.") for number in range(3)]
    report = making.make_report(by=reviewer, title="Three", claims=Claim.objects.all())
    first = as_reviewer.get(pages(report)["detail"])
    assert made[2].statement not in text(first)
    second = as_reviewer.get(pages(report)["detail"] + first.context["older_url"])
    assert made[2].statement in text(second)
    assert made[1].statement not in text(second)
    assert second.context["newer_url"] == "?after=0"
    assert made[2].statement in text(as_reviewer.get(pages(report)["detail"] + "?whole=1"))


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?after=" + "9" * 30, "?after=" + "9" * 18])
def test_malformed_pages_do_no_harm(as_reviewer, report, query):
    assert as_reviewer.get(pages(report)["detail"] + query).status_code == 200
    assert as_reviewer.get(pages(report)["list"] + query).status_code == 200


@pytest.mark.parametrize("name", ["report-detail", "report-retract"])
def test_unknown_reports_are_not_found(as_reviewer, name):
    assert as_reviewer.get(reverse(name, args=[10**12])).status_code == 404
    assert as_reviewer.get(f"/reports/{10**12}/claims.csv").status_code == 404
    assert as_reviewer.get("/reports/1/claims.xml").status_code == 404


def test_a_report_is_retracted_with_a_reason_and_restored(as_reviewer, report):
    assert as_reviewer.post(pages(report)["retract"], {"reason": " "}).status_code == 422
    as_reviewer.post(pages(report)["retract"], {"reason": "Too early."})
    assert "Too early." in text(as_reviewer.get(pages(report)["detail"]))
    as_reviewer.post(reverse("report-restore", args=[report.pk]))
    assert "Too early." not in text(as_reviewer.get(pages(report)["detail"]))


def test_the_table_is_a_file_with_harmless_cells(as_reviewer, report):
    response = as_reviewer.get(pages(report)["csv"])
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{report.slug}.csv"'
    assert "no-store" in response["Cache-Control"]
    found = list(csv.DictReader(io.StringIO(text(response).removeprefix("\ufeff"), newline="")))
    assert [row["claim"] for row in found] == ["Troops are merely regrouping.", "'=Nothing was lost."]
    assert found[0]["check_url"] == "http://testserver/checks/troops-are-merely-regrouping/"


def test_the_document_holds_the_report(as_reviewer, report):
    response = as_reviewer.get(pages(report)["json"])
    assert response["Content-Type"] == "application/json; charset=utf-8"
    document = json.loads(text(response))
    assert (document["report"], document["title"], document["introduction"]) == (
        report.pk,
        "Week 37",
        "What we found.",
    )
    assert [record["claim"] for record in document["claims"]] == [
        "Troops are merely regrouping.",
        "=Nothing was lost.",
    ]
    assert "canary" not in json.dumps(document)


@pytest.mark.parametrize(
    ("query", "number"),
    [({}, 2), ({"label": "false"}, 1), ({"q": "regrouping"}, 1), ({"since": "no date"}, 2)],
)
def test_the_current_filter_is_exported(as_reviewer, claims, query, number):
    document = json.loads(text(as_reviewer.get(reverse("claim-export", args=["json"]), query)))
    assert document["count"] == number


def test_every_export_is_noted(as_reviewer, reviewer, report):
    text(as_reviewer.get(pages(report)["csv"]))
    event = AuditEvent.objects.last()
    assert (event.action, event.actor, event.target_id) == ("report.exported", reviewer, report.pk)
    text(as_reviewer.get(pages(report)["claims as json"], {"label": "false"}))
    event = AuditEvent.objects.last()
    assert event.data == {"format": "json", "claims": 1, "filters": "label=false"}


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_a_fixed_number_of_queries(as_reviewer, reviewer, number, django_assert_num_queries):
    for _ in range(number):
        claim = make_claim(by=reviewer)
        make_evidence(by=reviewer, claim=claim)
        report = making.make_report(by=reviewer, title="Week 37", claims=Claim.objects.all())
    with django_assert_num_queries(3):
        as_reviewer.get(pages(report)["list"])
    with django_assert_num_queries(9):
        as_reviewer.get(pages(report)["detail"])
