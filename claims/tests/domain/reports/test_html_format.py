import re

import pytest
from lxml import html

from claims.domain.reports import prose
from claims.domain.reports.html_format import STYLES_HASH, write_html
from claims.tests.domain.reports.samples import (
    HOSTILE,
    LONG_URL,
    LONGER_URL,
    document_of_records,
    hostile_document,
    make_piece,
    make_record,
)


@pytest.fixture(scope="module")
def hostile():
    return "".join(write_html(hostile_document()))


def test_every_hostile_text_is_there_as_text(hostile):
    page = html.document_fromstring(hostile)
    found = page.text_content()
    for text in HOSTILE:
        for part in prose.paragraphs(text):
            assert part in found, text[:80]
    links = {link for link in page.xpath("//a/@href") if not link.startswith("#")}
    assert links == {"https://daily.example/1", "https://desk.example/checks/troops/", LONG_URL, LONGER_URL}
    assert "javascript:alert(1)" in found
    assert prose.SIGNS in found


def test_it_runs_nothing_and_asks_for_nothing(hostile):
    page = html.document_fromstring(hostile)
    tags = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "link", "iframe", "object", "form", "svg", "base", "video", "audio"}
    names = {name for element in page.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or name in {"style", "src", "srcset"}}
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert STYLES_HASH in policy
    assert "url(" not in page.xpath("string(//style)")
    assert "@import" not in page.xpath("string(//style)")


def test_the_table_leads_to_each_claim():
    document = document_of_records(make_record(), make_record(claim="Second.", evidence=[make_piece()]))
    page = html.document_fromstring("".join(write_html(document)))
    for link in page.xpath("//td/a/@href"):
        assert page.xpath(f"//*[@id='{link[1:]}']"), link
    assert [it.text_content() for it in page.xpath("//ul[@class='figures']/li")] == ["2 False"]
    assert page.get("lang") == "en-gb"
    assert re.search(r"Evidence against the claim\s+1 link, 1 independent origin", page.text_content())


def test_a_report_without_claims_says_so():
    assert "There are none in this document." in "".join(write_html(document_of_records()))
