import re
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import rulings
from claims.domain.reports import arranging, making, publishing, sections, wording
from claims.models import Claim, Report, ReportItem
from claims.tests.factories import make_claim, make_published_claim
from claims.vocabulary import Label

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(reviewer, editor) -> Report:
    for label, statement in ((Label.FALSE, "Nobody fled."), (Label.TRUE, "They left Izium.")):
        make_published_claim(by=reviewer, editor=editor, label=label, statement=statement)
    return making.make_report(
        by=reviewer, title="Week 37", introduction="What we <b>found</b>.", claims=Claim.objects.all()
    )


def publish(report, editor, note=""):
    report.refresh_from_db()
    return publishing.publish_report(
        by=editor, report=report, seen=report.version, client_id=uuid4(), note=note
    )


def form(report, **fields):
    report.refresh_from_db()
    return {"seen": report.version, "client_id": str(uuid4()), **fields}


def address(report, name):
    return reverse(f"report-{name}", args=[report.pk])


def text(response):
    return response.content.decode()


def test_an_editor_publishes_and_strangers_read(as_editor, as_reviewer, visitor, report):
    public = reverse("public-report", args=["week-37"])
    assert visitor.get(public).status_code == 404
    assert as_reviewer.get(public).status_code == 404
    assert as_editor.get(address(report, "publish")).status_code == 200
    response = as_editor.post(address(report, "publish"), form(report), follow=True)
    assert 'Published. <a href="/reports/week-37/">' in text(response)
    response = visitor.get(public)
    assert response.status_code == 200
    page = text(response)
    for words in (
        "Week 37",
        "What we &lt;b&gt;found&lt;/b&gt;.",
        "“Nobody fled.”",
        "Russian Ministry of Defence",
        "1 link, 1 independent origin",
        "http://testserver/checks/nobody-fled/",
        "What the claims were found to be",
        "False: 1 of 2",
        "10 Sept 2022: 1 true, 1 false.",
        "2 claims in this report",
    ):
        assert words in page
    assert "To the desk" not in page
    assert visitor.get(public, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_claims_that_are_not_ready_are_named_and_can_be_taken_out(as_editor, reviewer, report):
    waiting = make_claim(by=reviewer, statement="Still open.")
    arranging.add_claims(by=reviewer, report=report, claims=Claim.objects.filter(pk=waiting.pk))
    page = text(as_editor.get(address(report, "publish")))
    assert "Still open." in page
    assert '<button class="button primary">' not in page
    response = as_editor.post(address(report, "publish"), form(report))
    assert response.status_code == 422
    assert "1 claim has no published ruling" in text(response)
    response = as_editor.post(address(report, "leave-out"), follow=True)
    assert "1 claim taken out." in text(response)
    assert as_editor.post(address(report, "publish"), form(report)).status_code == 302
    assert ReportItem.objects.get(claim=waiting).removed_at


def test_a_later_version_needs_a_note_and_shows_what_changed(as_editor, visitor, reviewer, editor, report):
    publish(report, editor)
    wording.edit_report(
        by=reviewer, report=report, seen=1, title="Week 37", introduction="What we found out."
    )
    page = text(as_editor.get(address(report, "publish")))
    assert re.search(r"<ins>[^<]*out[^<]*</ins>", page)
    response = as_editor.post(address(report, "publish"), form(report, note=" "))
    assert response.status_code == 422
    as_editor.post(address(report, "publish"), form(report, note="We say more."))
    current = text(visitor.get("/reports/week-37/"))
    assert "We say more." in current
    assert "What we found out." in current
    old = text(visitor.get("/reports/week-37/v1/"))
    assert "This is version 1. A later one stands" in old
    assert "noindex" in old
    assert "What we found out." not in old
    assert visitor.get("/reports/week-37/v3/").status_code == 404


def test_what_changed_while_the_form_was_open_is_told_and_the_note_is_kept(
    as_editor, reviewer, editor, report
):
    publish(report, editor)
    stale = form(report, note="My own note.")
    arranging.remove_claims(by=reviewer, report=report, items=[report.items.first().pk])
    response = as_editor.post(address(report, "publish"), stale)
    assert response.status_code == 409
    page = text(response)
    assert "My own note." in page
    assert "Nobody fled." in page  # what changed, for the editor to read
    again = {**stale, "seen": response.context["form"]["seen"].value()}
    assert as_editor.post(address(report, "publish"), again).status_code == 302


def test_a_withdrawn_report_says_so_and_keeps_its_versions(as_editor, visitor, editor, report):
    publish(report, editor)
    assert as_editor.post(address(report, "retract"), {"reason": "No."}).status_code == 422
    assert as_editor.post(address(report, "withdraw"), {"client_id": uuid4(), "note": ""}).status_code == 422
    as_editor.post(address(report, "withdraw"), {"client_id": uuid4(), "note": "A mix-up of names."})
    page = text(visitor.get("/reports/week-37/"))
    assert "This report was withdrawn" in page
    assert "A mix-up of names." in page
    assert "Nobody fled." not in page
    old = text(visitor.get("/reports/week-37/v1/"))
    assert "The report was withdrawn on" in old
    assert "Nobody fled." in old
    assert "so there is nothing to withdraw" in text(as_editor.get(address(report, "withdraw")))


def test_a_check_that_was_corrected_since_is_told(visitor, editor, report):
    publish(report, editor)
    claim = Claim.objects.get(slug="nobody-fled")
    correction = {"by": editor, "claim": claim, "claim_version": claim.version, "note": "We were wrong."}
    rulings.correct(**correction, label="unproven", client_id=uuid4())
    page = text(visitor.get("/reports/week-37/"))
    assert "The check was corrected on" in page
    assert "False: 1 of 2" in page
    rulings.withdraw_ruling(**correction, client_id=uuid4())
    assert "The check was withdrawn on" in text(visitor.get("/reports/week-37/"))


@pytest.mark.parametrize(
    ("who", "answer"), [("visitor", 302), ("as_stranger", 404), ("as_reviewer", 403), ("as_editor", 200)]
)
def test_who_may_publish_and_withdraw(request, report, who, answer):
    client = request.getfixturevalue(who)
    for name in ("publish", "withdraw"):
        assert client.get(address(report, name)).status_code == answer
        if who != "as_editor":
            assert client.post(address(report, name), form(report, note="So.")).status_code == answer
    report.refresh_from_db()
    assert report.latest_version is None


def test_versions_are_listed_and_compared(as_reviewer, reviewer, editor, report):
    assert "Not published yet" in text(as_reviewer.get(address(report, "versions")))
    publish(report, editor)
    assert "Nothing changed." in text(as_reviewer.get(address(report, "versions"), {"to": "draft"}))
    losses = sections.add_section(by=reviewer, report=report, title="Losses", text="On both sides.")
    report.refresh_from_db()
    arranging.move_claims_to_section(
        by=reviewer,
        report=report,
        items=[report.items.get(position=1).pk],
        seen=report.version,
        section=losses,
    )
    publish(report, editor, note="A section.")
    page = text(as_reviewer.get(address(report, "versions")))
    for words in (
        "From version 1 to version 2",
        "Section “Losses”",
        "Claims moved",
        "number 1 to 2",
        "A section.",
    ):
        assert words in page
    for query in (
        {"from": 2, "to": 1},
        {"from": "x", "to": "9" * 30},
        {"from": 9, "to": "draft"},
        {"from": 2, "to": 2},
    ):
        assert as_reviewer.get(address(report, "versions"), query).status_code == 200


def test_the_list_tells_drafts_from_what_is_public(as_reviewer, reviewer, editor, report):
    making.make_report(by=reviewer, title="Only a draft", claims=Claim.objects.all())
    publish(report, editor)
    for query, published, draft in (
        ("", True, True),
        ("?show=published", True, False),
        ("?show=drafts", False, True),
    ):
        page = text(as_reviewer.get(reverse("report-list") + query))
        assert ("Week 37" in page, "Only a draft" in page) == (published, draft)
    wording.edit_report(by=reviewer, report=report, seen=1, title="Week 37", introduction="")
    assert "Changed since it was published" in text(as_reviewer.get(reverse("report-list")))


def test_a_published_report_pages_by_position(visitor, editor, report, monkeypatch):
    monkeypatch.setattr("claims.views.report_pages.PAGE_SIZE", 1)
    publish(report, editor)
    first = visitor.get("/reports/week-37/")
    assert "They left Izium." not in text(first)
    second = text(visitor.get("/reports/week-37/" + first.context["older_url"]))
    assert "They left Izium." in second
    assert "Nobody fled." not in second
    assert "They left Izium." in text(visitor.get("/reports/week-37/?whole=1"))
    for query in ("?after=x", "?after=-1", "?after=" + "9" * 30, "?after=" + "9" * 18):
        assert visitor.get("/reports/week-37/" + query).status_code == 200


@pytest.mark.parametrize(
    "words", ["</script><script>alert(1)</script>", '" onload=alert(1) x="', "\u202eevil"]
)
def test_hostile_words_stay_words(visitor, as_reviewer, reviewer, editor, report, words):
    wording.edit_report(by=reviewer, report=report, seen=1, title=words, introduction=words)
    sections.add_section(by=reviewer, report=report, title=words, text=words)
    publish(report, editor)
    report.refresh_from_db()
    for response in (
        visitor.get(reverse("public-report", args=[report.slug])),
        as_reviewer.get(address(report, "arrange")),
        as_reviewer.get(address(report, "versions"), {"to": "draft"}),
    ):
        page = text(response)
        assert "<script>alert" not in page
        assert 'onload=alert(1) x="' not in page


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_a_fixed_number_of_queries(
    as_editor, visitor, reviewer, editor, number, django_assert_num_queries
):
    for _ in range(number):
        make_published_claim(by=reviewer, editor=editor)
    report = making.make_report(by=reviewer, title="Week 37", claims=Claim.objects.all())
    for title in "ab"[:number]:
        sections.add_section(by=reviewer, report=report, title=title)
    publish(report, editor)
    for _ in range(number):
        publish(report, editor, note="Again.")
    with django_assert_num_queries(7):
        visitor.get("/reports/week-37/")
    with django_assert_num_queries(13):
        as_editor.get(address(report, "publish"))
    with django_assert_num_queries(6):
        as_editor.get(address(report, "versions"))
    with django_assert_num_queries(3):
        as_editor.get(reverse("report-list"))
