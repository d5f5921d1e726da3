"""Checks on other people's pages: only the badge may stand in a frame."""

import re
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from claims.domain import rulings
from claims.tests.factories import make_check, make_claim, make_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(reviewer, editor):
    return make_check(reviewer=reviewer, editor=editor, statement='Cows "fly" <b>high</b>.')


def address(check):
    return f"http://testserver{reverse('check-detail', args=[check.slug])}"


def ask(visitor, **query):
    return visitor.get("/oembed", query)


def test_the_badge_may_be_framed_and_holds_nothing_to_abuse(visitor, check):
    response = visitor.get(reverse("check-embed", args=[check.slug]))
    page = response.content.decode()
    assert "X-Frame-Options" not in response
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "<script" not in page
    assert "<form" not in page
    assert "&lt;b&gt;high" in page
    assert not response.cookies


def test_no_other_page_may_be_framed(visitor, check):
    for path in ("/checks/", address(check), "/method/", "/sign-in/", "/oembed", "/checks/none/embed/"):
        response = visitor.get(path)
        assert response["X-Frame-Options"] == "DENY", path
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], path


def test_a_withdrawn_checks_badge_says_so(visitor, check, editor):
    rulings.withdraw_ruling(
        by=editor, claim=check, note="The wrong sentence.", claim_version=1, client_id=uuid4()
    )
    page = visitor.get(reverse("check-embed", args=[check.slug])).content.decode()
    assert "Withdrawn" in page
    assert "The wrong sentence." in page
    assert "One institute contradicts it." not in page
    assert ask(visitor, url=address(check)).json()["title"].startswith("Withdrawn: ")


def test_the_card_shows_the_badge(visitor, check):
    response = ask(visitor, url=address(check))
    card = response.json()
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert (card["version"], card["type"]) == ("1.0", "rich")
    assert card["title"] == f"False: {check.statement}"
    assert (card["width"], card["height"]) == (600, 240)
    [source] = re.findall(r'src="([^"]+)"', card["html"])
    assert source == f"http://testserver{reverse('check-embed', args=[check.slug])}"
    assert "<b>" not in card["html"]
    assert visitor.get(source).status_code == 200


def test_the_card_fits_where_it_is_to_stand(visitor, check):
    card = ask(visitor, url=address(check), maxwidth="320", maxheight="150").json()
    assert (card["width"], card["height"]) == (320, 150)
    assert 'width="320" height="150"' in card["html"]
    card = ask(visitor, url=address(check), maxwidth="9999999").json()
    assert card["width"] == 600


def test_the_card_comes_as_xml_too(visitor, check):
    response = ask(visitor, url=address(check), format="xml")
    assert response["Content-Type"].startswith("text/xml")
    root = ET.fromstring(response.content)
    assert root.tag == "oembed"
    assert root.findtext("title") == f"False: {check.statement}"
    assert root.findtext("html") == ask(visitor, url=address(check)).json()["html"]


def test_a_version_has_the_card_of_its_check(visitor, check):
    assert ask(visitor, url=f"{address(check)}v1/").status_code == 200


def test_the_page_tells_where_its_card_is(visitor, check):
    page = visitor.get(address(check)).content.decode()
    [link] = re.findall(r'application/json\+oembed"[^>]+href="([^"]+)"', page)
    card = visitor.get(link.replace("&amp;", "&").removeprefix("http://testserver"))
    assert card.json()["title"] == f"False: {check.statement}"


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("", 404),
        ("nonsense", 404),
        ("http://testserver/nowhere/", 404),
        ("http://testserver/checks/none/", 404),
        ("http://elsewhere.example/checks/none/", 404),
        ("ftp://testserver/checks/none/", 404),
        ("http://testserver/checks/", 404),
        ("http://testserver:x/checks/none/", 404),
        ("http://[/", 404),
        ("http://testserver/%ff/", 404),
        ("http://testserver/claims/1/", 401),
        ("http://testserver/claims/999999/", 401),
        ("http://testserver/reports/1/", 401),
        ("http://testserver/admin/", 401),
        ("http://testserver/", 401),
    ],
)
def test_what_has_no_card(visitor, check, url, status):
    response = ask(visitor, url=url)
    assert response.status_code == status
    # All refusals are alike, and programs on other sites may read them.
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("place", ["testserver:80", "TestServer", "testserver:080"])
def test_the_usual_port_may_be_spelled_out(visitor, check, place):
    assert ask(visitor, url=address(check).replace("testserver", place)).status_code == 200


def test_another_host_has_no_card_here(visitor, check):
    assert ask(visitor, url=address(check).replace("testserver", "elsewhere.example")).status_code == 404


@pytest.mark.parametrize("size", ["0", "-5", "wide", "1e3", "٣", "9" * 40])
def test_sizes_that_are_none_are_refused(visitor, check, size):
    response = ask(visitor, url=address(check), maxwidth=size)
    assert response.status_code == 400
    assert "whole numbers" in response.content.decode()


def test_other_forms_are_not_made(visitor, check):
    assert ask(visitor, url=address(check), format="yaml").status_code == 501


def test_unpublished_claims_have_neither_badge_nor_card(visitor, reviewer):
    draft = make_claim(by=reviewer, statement="Canary claim nobody may see.")
    make_verdict(by=reviewer, claim=draft)
    slug = "canary-claim-nobody-may-see"
    assert visitor.get(f"/checks/{slug}/embed/").status_code == 404
    assert ask(visitor, url=f"http://testserver/checks/{slug}/").status_code == 404
    assert visitor.get(f"/checks/{slug}.jsonld").status_code == 404
