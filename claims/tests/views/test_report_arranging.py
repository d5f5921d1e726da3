import pytest
from django.urls import reverse

from claims.domain.reports import arranging, making, sections
from claims.models import Claim, Report, ReportItem, ReportSection
from claims.tests.factories import make_article, make_claim

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "arrangement"}


@pytest.fixture
def report(reviewer) -> Report:
    for letter in "abc":
        make_claim(by=reviewer, statement=f"Claim {letter}.")
    report = making.make_report(by=reviewer, title="Words", introduction="First.", claims=Claim.objects.all())
    sections.add_section(by=reviewer, report=report, title="One")
    report.refresh_from_db()
    return report


def address(report, name="arrange"):
    return reverse(f"report-{name}", args=[report.pk])


def item(letter) -> ReportItem:
    return ReportItem.objects.get(claim__statement=f"Claim {letter}.")


def order(report) -> str:
    standing = ReportItem.objects.standing().filter(report=report).order_by("position")
    return "".join(f"{place.claim.statement[6]}{'*' if place.section_id else ''}" for place in standing)


def press(client, report, headers=None, **data):
    report.refresh_from_db()
    return client.post(address(report), {"seen": report.version, "after": 0, **data}, headers=headers)


def text(response):
    return response.content.decode()


def test_buttons_move_claims_with_and_without_scripts(as_reviewer, report):
    response = press(as_reviewer, report, up=item("b").pk)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{address(report)}?after=0#item-{item('b').pk}"
    assert order(report) == "bac"
    response = press(as_reviewer, report, HTMX, down=item("c").pk)
    assert response.status_code == 200
    assert order(report) == "bac*"
    assert "<html" not in text(response)
    assert 'id="arrangement"' in text(response)
    assert "Now number 3 in “One”." in text(response)


def test_ticked_claims_move_together(as_reviewer, report):
    ticked = [item("a").pk, item("b").pk]
    press(as_reviewer, report, item=ticked, to_section=1, section=ReportSection.objects.get().pk)
    assert order(report) == "ca*b*"
    press(as_reviewer, report, item=ticked, to_place=1, number=1)
    assert order(report) == "abc"
    assert "Tick the claims first" in text(press(as_reviewer, report, to_section=1))
    assert "Say to which number" in text(press(as_reviewer, report, item=ticked, to_place=1, number="x"))
    press(as_reviewer, report, item=ticked, remove_ticked=1)
    assert order(report) == "c"


def test_what_is_taken_out_can_be_put_back_at_once(as_reviewer, report):
    place = item("a").pk
    response = press(as_reviewer, report, remove=place)
    assert f"removed={place}" in response.headers["Location"]
    page = text(as_reviewer.get(response.headers["Location"]))
    assert "Taken out: “Claim a.”" in page
    assert "Taken out (1)" in page
    assert "Taken out: “Claim b.”" in text(press(as_reviewer, report, HTMX, remove=item("b").pk))
    press(as_reviewer, report, restore=place)
    assert order(report) == "ac"


def test_sections_are_added_worded_moved_taken_out_and_put_back(as_reviewer, report):
    response = as_reviewer.post(address(report, "section-add"), {"title": "Two", "text": "", "seen": 1})
    two = ReportSection.objects.get(title="Two")
    assert response.headers["Location"].endswith(f"#section-{two.pk}")
    press(as_reviewer, report, section_up=two.pk)
    assert list(ReportSection.objects.order_by("position").values_list("title", flat=True)) == ["Two", "One"]
    report.refresh_from_db()
    edit = reverse("report-section-edit", args=[two.pk])
    assert 'value="Two"' in text(as_reviewer.get(edit))
    as_reviewer.post(edit, {"title": "Second", "text": "Its words.", "seen": report.version})
    assert "Its words." in text(as_reviewer.get(address(report)))
    page = text(press(as_reviewer, report, HTMX, section_remove=two.pk))
    assert "The section “Second” was taken out" in page
    press(as_reviewer, report, section_restore=two.pk)
    assert ReportSection.objects.get(pk=two.pk).position == 1


def test_a_stale_page_is_told_and_shows_how_it_stands(as_reviewer, report, second_reviewer):
    arranging.remove_claims(by=second_reviewer, report=report, items=[item("a").pk])
    for headers in ({}, HTMX):
        response = as_reviewer.post(
            address(report), {"seen": report.version, "down": item("b").pk}, headers=headers
        )
        assert response.status_code == 409
        assert "Somebody changed this report meanwhile" in text(response)
    assert order(report) == "bc"


def test_words_typed_over_somebody_elses_are_kept_and_can_be_saved(as_reviewer, as_second_reviewer, report):
    seen = report.version
    theirs = {"title": "Theirs", "introduction": "Their words.", "seen": seen}
    assert as_second_reviewer.post(address(report, "edit"), theirs).status_code == 302
    mine = {"title": "Mine", "introduction": "My words.", "seen": seen}
    response = as_reviewer.post(address(report, "edit"), mine)
    assert response.status_code == 409
    page = text(response)
    assert "Their words." in page
    assert page.count("My words.") == 2
    again = {**mine, "seen": response.context["form"]["seen"].value()}
    assert as_reviewer.post(address(report, "edit"), again).status_code == 302
    report.refresh_from_db()
    assert report.title == "Mine"


def test_a_sections_words_conflict_too(as_reviewer, as_second_reviewer, report):
    section = ReportSection.objects.get()
    edit = reverse("report-section-edit", args=[section.pk])
    as_second_reviewer.post(edit, {"title": "Theirs", "text": "", "seen": report.version})
    response = as_reviewer.post(edit, {"title": "Mine", "text": "My words.", "seen": report.version})
    assert response.status_code == 409
    assert "My words." in text(response)


@pytest.mark.parametrize(
    "data",
    [{"title": ""}, {"title": "x" * 201}, {"title": "a\0b"}, {"introduction": "x" * 20_001}, {"seen": "x"}],
)
def test_refused_words_are_kept(as_reviewer, report, data):
    data = {"title": "Other", "introduction": "Canary words.", "seen": report.version, **data}
    response = as_reviewer.post(address(report, "edit"), data)
    assert response.status_code == 422
    assert ("Canary words." in text(response)) == (len(data["introduction"]) < 20_000)
    report.refresh_from_db()
    assert report.title == "Words"


def test_claims_are_found_and_added(as_reviewer, reviewer, report):
    new = make_claim(by=reviewer, statement="Claim h else.")
    other = make_claim(by=reviewer, statement="Claim n unlike.")
    page = text(as_reviewer.get(address(report, "add-claims")))
    assert "Claim h else." in page
    assert "Claim a." not in page
    assert "Claim n" not in text(as_reviewer.get(address(report, "add-claims"), {"q": "else"}))
    response = as_reviewer.post(
        address(report, "add-claims"), {"claim": [new.pk], "section": ReportSection.objects.get().pk}
    )
    assert response.status_code == 302
    assert order(report) == "abch*"
    as_reviewer.post(address(report, "add-claims"), {"all": "1", "q": "unlike"})
    assert ReportItem.objects.get(claim=other).position == 4
    assert as_reviewer.post(address(report, "add-claims"), {}).status_code == 422
    assert (
        as_reviewer.post(address(report, "add-claims"), {"claim": [new.pk], "section": 10**12}).status_code
        == 422
    )


def test_an_articles_claims_become_a_report(as_reviewer, reviewer):
    article = make_article(by=reviewer, title="A speech")
    claim = make_claim(by=reviewer, article=article)
    make_claim(by=reviewer)
    assert f"{reverse('report-make')}?article={article.pk}" in text(
        as_reviewer.get(reverse("article-detail", args=[article.pk]))
    )
    form = text(as_reviewer.get(reverse("report-make"), {"article": article.pk}))
    assert "Claims in “A speech”" in form
    as_reviewer.post(reverse("report-make"), {"article": article.pk, "title": "The speech"})
    assert [place.claim for place in Report.objects.get().items.all()] == [claim]
    assert as_reviewer.get(reverse("report-make"), {"article": 10**12}).status_code == 404


def test_parts_of_another_report_are_not_found(as_reviewer, reviewer, report):
    other = making.make_report(by=reviewer, title="Other", claims=Claim.objects.all())
    foreign = other.items.first().pk
    section = sections.add_section(by=reviewer, report=other, title="Foreign")
    assert press(as_reviewer, report, restore=foreign).status_code == 404
    assert press(as_reviewer, report, up=foreign).status_code == 422
    for name in ("section_up", "section_remove", "section_restore"):
        assert press(as_reviewer, report, **{name: section.pk}).status_code == 404
    assert order(other) == "abc"


def test_pages_follow_the_order(as_reviewer, report, monkeypatch):
    for module in ("report_pages", "report_arranging"):
        monkeypatch.setattr(f"claims.views.{module}.PAGE_SIZE", 2)
    first = as_reviewer.get(address(report))
    assert "Claim c." not in text(first)
    second = text(as_reviewer.get(address(report) + first.context["older_url"]))
    assert "Claim a." not in second
    assert "Claim c." in second
    # What moves over the edge of a page is followed.
    response = press(as_reviewer, report, after=2, up=item("c").pk)
    assert response.headers["Location"].startswith(f"{address(report)}?after=0")


def test_a_retracted_report_is_not_changed(as_reviewer, reviewer, report):
    making.retract_report(by=reviewer, report=report, reason="Too early.")
    assert "was retracted" in text(as_reviewer.get(address(report)))
    assert press(as_reviewer, report, up=item("b").pk).status_code == 422
    assert order(report) == "abc"


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_a_fixed_number_of_queries(as_reviewer, reviewer, number, django_assert_num_queries):
    for _ in range(2 * number):
        make_claim(by=reviewer)
    report = making.make_report(by=reviewer, title="Words", claims=Claim.objects.all())
    for title in "ab"[:number]:
        sections.add_section(by=reviewer, report=report, title=title)
    taken = report.items.order_by("position").values_list("pk", flat=True)[:number]
    arranging.remove_claims(by=reviewer, report=report, items=taken)
    with django_assert_num_queries(8):
        as_reviewer.get(address(report))
    with django_assert_num_queries(6):
        as_reviewer.get(address(report, "add-claims"))
