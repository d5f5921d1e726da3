from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import curation, evidence, rulings
from claims.tests.factories import (
    make_article,
    make_check,
    make_claim,
    make_evidence,
    make_user,
    make_verdict,
)
from claims.vocabulary import Label, Role, Stance

pytestmark = pytest.mark.django_db


def make_published(*, by, reviewer, label=Label.FALSE, statement="Troops are merely regrouping."):
    return make_check(editor=by, reviewer=reviewer, label=label, statement=statement)


@pytest.fixture
def published(reviewer, editor):
    return make_published(by=editor, reviewer=reviewer)


def correct(claim, by, *, label=Label.UNPROVEN, note="The institute took its report back."):
    claim.refresh_from_db()
    rulings.correct(
        by=by,
        claim=claim,
        label=label,
        note=note,
        claim_version=claim.version,
        client_id=uuid4(),
        summary="Nothing is left to say.",
        explanation="One witness on site is enough.",
    )


def withdraw(claim, by):
    claim.refresh_from_db()
    rulings.withdraw_ruling(
        by=by,
        claim=claim,
        note="We checked the wrong sentence.",
        claim_version=claim.version,
        client_id=uuid4(),
    )


def address(claim):
    return reverse("check-detail", args=[claim.slug])


def test_strangers_read_the_ruling_the_reasons_and_the_evidence(visitor, published):
    page = visitor.get(address(published)).content.decode()
    for text in (
        "Troops are merely regrouping.",
        "Russian Ministry of Defence",
        "False",
        "One institute contradicts it.",
        "Analysts saw a hurried flight.",
        "The institute called the regrouping account a false narrative.",
        "<b>Institute</b>",
        "<b>1</b> link, <b>1</b> independent origin",
    ):
        assert text in page


def test_nobody_of_the_desk_is_named(visitor):
    reviewer = make_user(Role.REVIEWER, username="canary-one", name="Canary Reviewer")
    editor = make_user(Role.EDITOR, username="canary-two", name="Canary Editor")
    published = make_published(by=editor, reviewer=reviewer)
    for name in ("check-detail", "check-data", "check-embed"):
        page = visitor.get(reverse(name, args=[published.slug])).content.decode()
        assert "canary" not in page.casefold(), name
    for name in ("check-list", "check-feed", "check-bulk"):
        response = visitor.get(reverse(name))
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert "canary" not in content.decode().casefold(), name


def test_two_links_of_one_origin_count_once(visitor, reviewer, editor):
    claim = make_claim(by=reviewer)
    for _ in range(2):
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Institute")
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label="false",
        claim_version=1,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    claim.refresh_from_db()
    assert "<b>2</b> links, <b>1</b> independent origin<" in visitor.get(address(claim)).content.decode()


def test_a_claim_that_is_not_published_has_no_page(visitor, reviewer, published):
    draft = make_claim(by=reviewer, statement="Canary claim nobody may see.")
    make_verdict(by=reviewer, claim=draft)
    assert visitor.get("/checks/canary-claim-nobody-may-see/").status_code == 404
    assert "Canary" not in visitor.get(reverse("check-list")).content.decode()


def test_evidence_brought_later_does_not_show(visitor, reviewer, published):
    evidence.add_link(
        by=reviewer, claim=published, url="https://canary.example/", quote="canary-quote", stance="supports"
    )
    assert "canary" not in visitor.get(address(published)).content.decode()


def test_a_later_verdict_does_not_show(visitor, second_reviewer, published):
    make_verdict(by=second_reviewer, claim=published, label=Label.UNPROVEN, rationale="canary-rationale")
    page = visitor.get(address(published)).content.decode()
    assert "Unproven" not in page
    assert "canary" not in page


def test_an_article_that_was_retracted_is_not_said_to_carry_the_claim(visitor, reviewer, editor):
    article = make_article(by=reviewer, title="Canary memo", publisher="Canary press")
    claim = make_claim(by=reviewer, article=article)
    make_verdict(by=reviewer, claim=claim)
    curation.retract_article(by=editor, article=article, reason="It was a forgery.")
    claim.refresh_from_db()
    rulings.publish(by=editor, claim=claim, label="unproven", claim_version=1, client_id=uuid4())
    claim.refresh_from_db()
    assert "Canary" not in visitor.get(address(claim)).content.decode()


def test_an_old_version_says_what_changed_and_where_to_read_on(visitor, published, editor):
    correct(published, editor)
    old = visitor.get(reverse("check-version", args=[published.slug, 1])).content.decode()
    assert "This is version 1." in old
    assert "The institute took its report back." in old
    assert f'href="{address(published)}"' in old
    assert "One institute contradicts it." in old
    current = visitor.get(address(published)).content.decode()
    assert "Nothing is left to say." in current
    assert "One institute contradicts it." not in current
    assert reverse("check-version", args=[published.slug, 1]) in current


def test_a_withdrawn_check_says_so_and_why_at_every_address(visitor, published, editor):
    withdraw(published, editor)
    page = visitor.get(address(published)).content.decode()
    assert "This check was withdrawn" in page
    assert "We checked the wrong sentence." in page
    assert "One institute contradicts it." not in page
    old = visitor.get(reverse("check-version", args=[published.slug, 1])).content.decode()
    assert "The check was withdrawn on" in old
    assert "We checked the wrong sentence." in old
    assert published.statement not in visitor.get(reverse("check-list")).content.decode()


@pytest.mark.parametrize("path", ["/checks/none/", "/checks/none/v1/", "/checks/none/v99999999999999999999/"])
def test_unknown_checks_are_not_found(visitor, path):
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_unknown_versions_are_not_found(visitor, published, number):
    assert visitor.get(f"{address(published)}v{number}/").status_code == 404


@pytest.mark.parametrize("query", ["?after=abc", "?before=9999999999999999999999", "?after=-1", "?after=1_2"])
def test_malformed_pages_show_the_first(visitor, published, query):
    page = visitor.get(reverse("check-list") + query)
    assert page.status_code == 200
    assert published.statement in page.content.decode()


def test_pages_are_for_every_cache_and_know_no_session(as_editor, visitor, published):
    for path in (address(published), reverse("check-list")):
        for client in (visitor, as_editor):
            response = client.get(path)
            assert response["Cache-Control"] == "public, max-age=60"
            assert "Cookie" not in response.get("Vary", "")
            assert not response.cookies
        assert visitor.get(path).content == as_editor.get(path).content


def test_who_has_the_page_gets_no_second_copy(visitor, published, editor):
    first = visitor.get(address(published))
    assert visitor.get(address(published), headers={"If-None-Match": first["ETag"]}).status_code == 304
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert visitor.get(address(published), headers=since).status_code == 304
    correct(published, editor)
    assert visitor.get(address(published), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_hostile_words_are_shown_as_words(visitor, reviewer, editor):
    claim = make_published(by=editor, reviewer=reviewer, statement='<script>alert(1)</script> "said" he')
    for path in (address(claim), reverse("check-list")):
        assert "<script>alert" not in visitor.get(path).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_a_fixed_number_of_queries(visitor, reviewer, editor, number, django_assert_num_queries):
    for _ in range(number):
        claim = make_published(by=editor, reviewer=reviewer)
    for _ in range(number - 1):
        correct(claim, editor)
    with django_assert_num_queries(2):  # the rows, and who publishes them
        visitor.get(reverse("check-list"))
    with django_assert_num_queries(2):
        visitor.get(address(claim))


def test_only_reading_is_allowed(visitor, published):
    assert visitor.post(address(published)).status_code == 405
