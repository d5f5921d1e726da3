"""Feed, sitemap, bulk data, robots.txt and OpenSearch, each read by somebody else's reader where there is one."""

import json
from urllib.robotparser import RobotFileParser
from uuid import uuid4
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.urls import reverse

from claims.domain import rulings
from claims.domain.checks.rules import problems
from claims.domain.desk_settings import change_settings
from claims.domain.reports import making, publishing
from claims.models import Claim, Ruling
from claims.tests.factories import make_check
from claims.tests.views.test_check_pages import HOSTILE

pytestmark = pytest.mark.django_db
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def feed(visitor, query=""):
    found = feedparser.parse(visitor.get(reverse("check-feed") + query).content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def correct(claim, editor, note="A date was wrong."):
    rulings.correct(
        by=editor, claim=claim, label="unproven", note=note, claim_version=claim.version, client_id=uuid4()
    )


def withdraw(claim, editor):
    rulings.withdraw_ruling(
        by=editor, claim=claim, note="The wrong sentence.", claim_version=claim.version, client_id=uuid4()
    )


def test_the_feed_tells_of_checks_newest_first(visitor, reviewer, editor):
    older = make_check(reviewer=reviewer, editor=editor, statement="Cows fly.")
    newer = make_check(reviewer=reviewer, editor=editor, statement="Pigs fly.")
    found = feed(visitor)
    assert found.version == "atom10"
    assert [entry.title for entry in found.entries] == ["False: Pigs fly.", "False: Cows fly."]
    assert [entry.id for entry in found.entries] == [
        f"http://testserver/checks/{claim.slug}/" for claim in (newer, older)
    ]
    assert found.feed.updated == found.entries[0].updated
    assert found.entries[0].tags[0].term == "false"


def test_a_correction_moves_the_entry_up_under_the_same_id(visitor, reviewer, editor):
    claim = make_check(reviewer=reviewer, editor=editor, statement="Cows fly.")
    make_check(reviewer=reviewer, editor=editor, statement="Pigs fly.")
    before = {entry.id: entry for entry in feed(visitor).entries}
    correct(claim, editor)
    first = feed(visitor).entries[0]
    assert first.published == before[first.id].published
    assert first.title == "Unproven: Cows fly."
    assert "A date was wrong." in first.content[0].value
    version = Ruling.objects.get(number=2)
    assert first.updated == version.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_withdrawn_check_leaves_with_a_last_word(visitor, reviewer, editor):
    claim = make_check(reviewer=reviewer, editor=editor, statement="Cows fly.")
    withdraw(claim, editor)
    [entry] = feed(visitor).entries
    assert entry.title == "Withdrawn: Cows fly."
    assert entry.summary == "This check was withdrawn. The wrong sentence."
    assert "tags" not in entry
    assert "One institute" not in visitor.get(reverse("check-feed")).content.decode()


@pytest.mark.parametrize("words", HOSTILE)
def test_the_feed_holds_any_text(visitor, reviewer, editor, words):
    claim = make_check(reviewer=reviewer, editor=editor, statement=f"It was {words} he said")
    [entry] = feedparser.parse(
        visitor.get(reverse("check-feed")).content, sanitize_html=False, resolve_relative_uris=False
    ).entries
    assert entry.title == f"False: {claim.statement}"


def test_characters_that_xml_may_not_hold_are_replaced(visitor, reviewer, editor, administrator):
    make_check(reviewer=reviewer, editor=editor, statement="A bell \x07 rang \ufffe here.")
    change_settings(by=administrator, values={"organisation": "Bell \x07"})
    assert len(feed(visitor).entries) == 1
    ET.fromstring(visitor.get(reverse("search-description")).content)
    slug = Ruling.objects.get().claim.slug
    ET.fromstring(visitor.get(f"/oembed?format=xml&url=http://testserver/checks/{slug}/").content)


def test_the_feed_goes_on_by_key(visitor, reviewer, editor, monkeypatch):
    monkeypatch.setattr("claims.views.discovery.FEED_SIZE", 2)
    for number in range(3):
        make_check(reviewer=reviewer, editor=editor, statement=f"Cow {number} flies.")
    first = feed(visitor)
    [following] = [link.href for link in first.feed.links if link.rel == "next"]
    second = feed(visitor, "?" + following.partition("?")[2])
    assert [entry.title[7:12] for entry in (*first.entries, *second.entries)] == ["Cow 2", "Cow 1", "Cow 0"]
    assert not [link for link in second.feed.links if link.rel == "next"]
    assert first.feed.id == second.feed.id


def test_an_empty_feed_is_one(visitor):
    first, second = visitor.get(reverse("check-feed")), visitor.get(reverse("check-feed"))
    assert feedparser.parse(first.content).entries == []
    assert first.content == second.content


@pytest.mark.parametrize("name", ["check-feed", "check-bulk", "sitemap"])
def test_who_has_it_gets_it_again_only_when_it_changed(visitor, reviewer, editor, administrator, name):
    claim = make_check(reviewer=reviewer, editor=editor)
    address = reverse(name)
    first = visitor.get(address)
    body(first)
    known = {"If-None-Match": first["ETag"]}
    assert visitor.get(address, headers=known).status_code == 304
    withdraw(claim, editor)
    again = visitor.get(address, headers=known)
    assert again.status_code == 200
    body(again)
    assert again["ETag"] != first["ETag"]
    assert again["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("name", ["check-feed", "check-bulk"])
def test_new_settings_change_what_bears_the_organisations_name(
    visitor, reviewer, editor, administrator, name
):
    make_check(reviewer=reviewer, editor=editor)
    first = visitor.get(reverse(name))
    body(first)
    change_settings(by=administrator, values={"organisation": "The Morning Desk"})
    again = visitor.get(reverse(name), headers={"If-None-Match": first["ETag"]})
    assert b"The Morning Desk" in body(again)


@pytest.mark.parametrize("number", [1, 3])
def test_they_take_a_fixed_number_of_queries(visitor, reviewer, editor, number, django_assert_num_queries):
    for _ in range(number):
        correct(make_check(reviewer=reviewer, editor=editor), editor)
    for name, queries in {"check-feed": 3, "check-bulk": 4, "sitemap": 5, "robots": 0, "method": 1}.items():
        with django_assert_num_queries(queries):
            body(visitor.get(reverse(name)))


def test_the_sitemap_lists_what_stands_with_its_day(visitor, reviewer, editor):
    standing = make_check(reviewer=reviewer, editor=editor)
    gone = make_check(reviewer=reviewer, editor=editor)
    withdraw(gone, editor)
    root = ET.fromstring(body(visitor.get(reverse("sitemap"))))
    places = {url.findtext("s:loc", namespaces=SITEMAP): url for url in root.findall("s:url", SITEMAP)}
    assert list(places) == [
        "http://testserver/checks/",
        "http://testserver/method/",
        f"http://testserver/checks/{standing.slug}/",
    ]
    changed = Ruling.objects.get(claim=standing).created_at
    lastmod = places[f"http://testserver/checks/{standing.slug}/"].findtext("s:lastmod", namespaces=SITEMAP)
    assert lastmod == changed.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_sitemap_lists_published_reports_as_well(visitor, reviewer, editor):
    claim = make_check(reviewer=reviewer, editor=editor)
    chosen = Claim.objects.filter(pk=claim.pk)
    report, draft = (
        making.make_report(by=editor, title=title, claims=chosen) for title in ("Out", "Not yet")
    )
    publishing.publish_report(by=editor, report=report, seen=report.version, note="", client_id=uuid4())
    written = body(visitor.get(reverse("sitemap"))).decode()
    assert f"http://testserver/reports/{report.slug}/" in written
    assert draft.slug not in written


def test_a_sitemap_that_is_too_long_becomes_an_index_of_parts(visitor, reviewer, editor, monkeypatch):
    monkeypatch.setattr("claims.views.discovery.SITEMAP_SIZE", 2)
    claims = [make_check(reviewer=reviewer, editor=editor) for _ in range(5)]
    index = ET.fromstring(body(visitor.get(reverse("sitemap"))))
    assert index.tag.endswith("sitemapindex")
    parts = [loc.text for loc in index.iterfind("s:sitemap/s:loc", SITEMAP)]
    assert len(parts) == 4
    listed = []
    for part in parts:
        root = ET.fromstring(body(visitor.get(part.removeprefix("http://testserver"))))
        listed += [loc.text for loc in root.iterfind("s:url/s:loc", SITEMAP)]
    assert listed == [
        "http://testserver/checks/",
        "http://testserver/method/",
        *[f"http://testserver/checks/{claim.slug}/" for claim in claims],
    ]


def test_the_bulk_file_holds_every_check_and_marks_what_was_withdrawn(visitor, reviewer, editor):
    standing = make_check(reviewer=reviewer, editor=editor, statement="It was </script> he said")
    gone = make_check(reviewer=reviewer, editor=editor)
    withdraw(gone, editor)
    feed = json.loads(body(visitor.get(reverse("check-bulk"))))
    assert (feed["@context"], feed["@type"]) == ("https://schema.org", "DataFeed")
    first, second = feed["dataFeedElement"]
    [review] = first["item"]
    assert problems({"@context": feed["@context"], **review}, host="testserver") == []
    assert first["url"] == review["url"] == f"http://testserver/checks/{standing.slug}/"
    assert first["dateModified"] >= first["dateCreated"]
    assert second["item"] == []
    assert second["dateDeleted"] == second["dateModified"]


def test_the_bulk_file_of_no_checks_can_be_read(visitor):
    feed = json.loads(body(visitor.get(reverse("check-bulk"))))
    assert feed["dataFeedElement"] == []
    assert "dateModified" not in feed


def test_robots_read_checks_and_nothing_of_the_desk(visitor):
    text = visitor.get("/robots.txt").content.decode()
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    for path in (
        "/checks/",
        "/checks/cows-fly/",
        "/checks/feed.atom",
        "/method/",
        "/sitemap.xml",
        "/reports/week-37/",
    ):
        assert robots.can_fetch("Anybot", path), path
    for path in ("/", "/claims/", "/articles/1/", "/review/", "/admin/", "/sign-in/"):
        assert not robots.can_fetch("Anybot", path), path
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]


def test_browsers_learn_how_to_search(visitor, administrator):
    change_settings(by=administrator, values={"organisation": "A newsroom with a very long name"})
    root = ET.fromstring(visitor.get(reverse("search-description")).content)
    spec = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == f"{spec}OpenSearchDescription"
    assert len(root.findtext(f"{spec}ShortName")) <= 16
    [template] = [url.get("template") for url in root.iter(f"{spec}Url") if url.get("type") == "text/html"]
    assert template == "http://testserver/checks/?q={searchTerms}"
    path = template.removeprefix("http://testserver").replace("{searchTerms}", "cows")
    assert visitor.get(path).status_code == 200
