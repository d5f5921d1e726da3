"""One check has one address, under whatever name the desk was asked."""

import json
import re
from uuid import uuid4
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.test import Client
from django.urls import reverse

from claims.domain.public_address import place_of
from claims.domain.reports import making, publishing
from claims.domain.reports.sources import public_check_url
from claims.models import Claim
from claims.tests.factories import make_check

pytestmark = pytest.mark.django_db
HOSTS = ["desk.example", "other.example:8080"]


@pytest.fixture
def check(reviewer, editor, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = "https://desk.example"
    return make_check(reviewer=reviewer, editor=editor, statement="Cows fly.")


def text(response):
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def read(host, path, **query):
    return text(Client(SERVER_NAME="x").get(path, query, HTTP_HOST=host))


@pytest.mark.parametrize("host", HOSTS)
def test_what_has_an_address_for_good_has_one(check, host, editor):
    address = f"https://desk.example/checks/{check.slug}/"
    chosen = Claim.objects.filter(pk=check.pk)
    report = making.make_report(by=editor, title="Out", claims=chosen)
    publishing.publish_report(by=editor, report=report, seen=report.version, note="", client_id=uuid4())

    feed = feedparser.parse(read(host, reverse("check-feed")))
    assert feed.feed.id == "https://desk.example/checks/feed.atom"
    assert [entry.id for entry in feed.entries] == [address]
    review = json.loads(read(host, reverse("check-data", args=[check.slug])))
    assert (review["url"], review["@id"]) == (address, f"{address}#claimreview")
    assert review["publisher"]["publishingPrinciples"] == "https://desk.example/method/"
    bulk = json.loads(read(host, reverse("check-bulk")))
    assert bulk["dataFeedElement"][0]["item"][0]["@id"] == f"{address}#claimreview"
    canonical = re.compile(r'rel="canonical" href="([^"]+)"')
    for name, slugs in (("check-detail", [check.slug]), ("method", []), ("public-report", [report.slug])):
        path = reverse(name, args=slugs)
        assert canonical.findall(read(host, path)) == [f"https://desk.example{path}"]
    places = [found.text for found in ET.fromstring(read(host, reverse("sitemap"))).iter() if found.text]
    assert address in places
    assert not [place for place in places if "other.example" in place]
    assert "Sitemap: https://desk.example/sitemap.xml" in read(host, "/robots.txt")


@pytest.mark.parametrize("host", HOSTS)
def test_the_interface_for_programs_names_the_same_address(check, host):
    address = f"https://desk.example/checks/{check.slug}/"
    for site in ("desk.example", "www.desk.example", host):
        found = json.loads(read(host, "/v1alpha1/claims:search", reviewPublisherSiteFilter=site))
        review = found["claims"][0]["claimReview"][0]
        assert (review["url"], review["publisher"]["site"]) == (address, "desk.example")
        assert json.loads(read(host, "/v1alpha1/pages", organization=site))["claimReviewMarkupPages"]
    for url in (address, f"http://{host}/checks/{check.slug}/"):
        [page] = json.loads(read(host, "/v1alpha1/pages", url=url))["claimReviewMarkupPages"]
        assert page["pageUrl"] == address
    assert json.loads(read(host, "/v1alpha1/pages", organization="elsewhere.example")) == {}


@pytest.mark.parametrize("host", HOSTS)
def test_a_card_is_found_by_both_addresses(check, host):
    path = f"/checks/{check.slug}/"
    for base in ("https://desk.example", "https://desk.example:443", f"http://{host}"):
        card = json.loads(read(host, "/oembed", url=base + path))
        assert 'src="https://desk.example/checks/' in card["html"]
    for base in ("https://desk.example:444", "https://elsewhere.example", "https://me@desk.example"):
        assert "Name the address" in read(host, "/oembed", url=base + path)


def test_without_one_that_is_set_they_follow_the_request(check, settings):
    settings.PUBLIC_URL = ""
    review = json.loads(read("other.example:8080", reverse("check-data", args=[check.slug])))
    assert review["url"] == f"http://other.example:8080/checks/{check.slug}/"
    assert public_check_url() == "http://127.0.0.1:8000/checks/{slug}/"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("http://Desk.Example:80/x", "desk.example"),
        ("https://desk.example:443", "desk.example"),
        ("https://desk.example:80", "desk.example:80"),
        ("http://[::1]:8000/", "::1:8000"),
        ("ftp://desk.example/", ""),
        ("http://me@desk.example/", ""),
        ("http://desk.example:x/", ""),
        ("http://[/", ""),
        ("", ""),
    ],
)
def test_a_place_is_a_host_with_an_unusual_port(address, place):
    assert place_of(address) == place
