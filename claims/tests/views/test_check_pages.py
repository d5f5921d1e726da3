"""A check as readers and machines get it: the order of its parts, its data block, its previews."""

import json
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import rulings
from claims.domain.checks.rules import problems
from claims.domain.desk_settings import change_settings
from claims.tests.factories import make_article, make_check

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "-->",
    "a\u2028b\u2029c",
    '" onmouseover="alert(1)',
    "]]>&lt;b&gt;&amp;",
    "'‮txt.exe",
    "=HYPERLINK(1)",
]


def read(visitor, claim, name="check-detail", *more):
    return visitor.get(reverse(name, args=[claim.slug, *more])).content.decode()


def data_of(page):
    [block] = BLOCK.findall(page)
    return json.loads(block)


def test_a_check_reads_in_the_order_of_a_fact_check(visitor, reviewer, editor):
    article = make_article(by=reviewer, title="A memo", publisher="Courier", url="https://courier.example/1")
    claim = make_check(
        reviewer=reviewer, editor=editor, article=article, unestablished="How many there were."
    )
    rulings.correct(
        by=editor,
        claim=claim,
        label="false",
        note="A date was wrong.",
        claim_version=claim.version,
        client_id=uuid4(),
        summary="One institute contradicts it.",
        explanation="Analysts saw a hurried flight.",
        unestablished="How many there were.",
    )
    page = read(visitor, claim)
    page = page[page.index("<main") :]
    parts = [
        claim.statement,
        "Said by <b>Russian Ministry of Defence</b>",
        'href="https://courier.example/1"',
        "Courier",
        "One institute contradicts it.",
        "Analysts saw a hurried flight.",
        "For the claim",
        "Nothing was found.",
        "Against the claim",
        "false narrative",
        "What we could not establish",
        "How many there were.",
        "1 reviewer judged the claim",
        "The evidence rests on 1 independent origin",
        'href="/method/"',
        "A date was wrong.",
        'href="/method/#complain"',
        "<time datetime=",
    ]
    places = [page.index(part) for part in parts[:-1]]
    assert places == sorted(places)
    assert parts[-1] in page


def test_nothing_unestablished_is_not_said_and_unproven_says_so(visitor, reviewer, editor):
    assert "could not establish" not in read(visitor, make_check(reviewer=reviewer, editor=editor))
    page = read(visitor, make_check(reviewer=reviewer, editor=editor, label="unproven"))
    assert "was not enough to say whether the claim is true or false" in page


def test_evidence_keeps_what_was_said_in_when_the_article_changes(visitor, reviewer, editor):
    article = make_article(by=reviewer, title="First title", publisher="Courier")
    claim = make_check(reviewer=reviewer, editor=editor, article=article)
    article.title = "Second title"
    article.save()
    page = read(visitor, claim)
    assert "First title" in page
    assert "Second title" not in page


def test_the_data_block_is_valid_and_equals_the_file(visitor, reviewer, editor):
    claim = make_check(reviewer=reviewer, editor=editor)
    data = data_of(read(visitor, claim))
    for profile in ("google", "bing", "desk"):
        assert problems(data, profile=profile, host="testserver") == []
    response = visitor.get(reverse("check-data", args=[claim.slug]))
    assert response["Content-Type"] == "application/ld+json; charset=utf-8"
    assert json.loads(response.content) == data
    assert data["url"] == f"http://testserver{reverse('check-detail', args=[claim.slug])}"


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_breaks_out_of_the_data_block(visitor, reviewer, editor, words):
    claim = make_check(reviewer=reviewer, editor=editor, statement=f"It was {words} he said", claimant=words)
    page = read(visitor, claim)
    block = BLOCK.findall(page)[0]
    assert not set("<>&\u2028\u2029") & set(block)
    assert data_of(page)["claimReviewed"] == claim.statement
    assert "<script>alert" not in page
    assert 'onmouseover="alert' not in page


def test_an_old_version_and_a_withdrawn_check_carry_no_rating(visitor, reviewer, editor):
    claim = make_check(reviewer=reviewer, editor=editor)
    rulings.withdraw_ruling(
        by=editor, claim=claim, note="The wrong sentence.", claim_version=claim.version, client_id=uuid4()
    )
    assert BLOCK.findall(read(visitor, claim)) == []
    assert BLOCK.findall(read(visitor, claim, "check-version", 1)) == []
    response = visitor.get(reverse("check-data", args=[claim.slug]))
    assert response.status_code == 410
    told = json.loads(response.content)
    assert told["creativeWorkStatus"] == "Withdrawn"
    assert "reviewRating" not in told


def test_previews_name_the_ruling_and_the_claim(visitor, reviewer, editor):
    claim = make_check(reviewer=reviewer, editor=editor, statement="Cows fly.")
    page = read(visitor, claim)
    for line in (
        '<meta property="og:title" content="False: Cows fly.">',
        f'<meta property="og:url" content="http://testserver/checks/{claim.slug}/">',
        '<meta name="twitter:card" content="summary">',
        'type="application/json+oembed"',
        'type="application/atom+xml"',
        'rel="search"',
    ):
        assert line in page


def test_the_organisation_signs_what_it_publishes(visitor, reviewer, editor, administrator):
    claim = make_check(reviewer=reviewer, editor=editor)
    change_settings(
        by=administrator,
        values={"organisation": "The Morning Desk", "contact_email": "errors@desk.example"},
        logo=b"\x89PNG\r\n\x1a\nrest",
    )
    page = read(visitor, claim)
    assert "The Morning Desk" in page
    assert 'href="mailto:errors@desk.example"' in page
    assert '<meta property="og:image" content="http://testserver/logo">' in page
    assert data_of(page)["author"]["logo"] == "http://testserver/logo"


def test_settings_that_change_make_readers_fetch_the_page_again(visitor, reviewer, editor, administrator):
    claim = make_check(reviewer=reviewer, editor=editor)
    address = reverse("check-detail", args=[claim.slug])
    first = visitor.get(address)
    change_settings(by=administrator, values={"organisation": "The Morning Desk"})
    assert visitor.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_list_is_searched_and_narrowed(visitor, reviewer, editor):
    make_check(reviewer=reviewer, editor=editor, statement="Cows fly over Kyiv.")
    make_check(reviewer=reviewer, editor=editor, statement="Pigs fly over Lviv.", label="unproven")

    def found(query):
        page = visitor.get(reverse("check-list") + query).content.decode()
        return [name for name in ("Cows fly", "Pigs fly") if name in page]

    assert found("") == ["Cows fly", "Pigs fly"]
    assert found("?q=cow") == ["Cows fly"]
    assert found("?q=institute") == ["Cows fly", "Pigs fly"]  # the summary counts as well
    assert found("?q=flying&label=unproven") == ["Pigs fly"]
    assert found("?q=submarine") == []
    assert found("?label=nonsense") == ["Cows fly", "Pigs fly"]
    assert "holds no words" in visitor.get(reverse("check-list") + "?q=%2B%2B").content.decode()


def test_pages_of_a_search_keep_the_search(visitor, reviewer, editor, monkeypatch):
    monkeypatch.setattr("claims.views.checks.PAGE_SIZE", 1)
    for town in ("Kyiv", "Lviv"):
        make_check(reviewer=reviewer, editor=editor, statement=f"Cows fly over {town}.")
    page = visitor.get(reverse("check-list") + "?q=cows").content.decode()
    [older] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert "q=cows" in older
    assert "Kyiv" in visitor.get(reverse("check-list") + older.replace("&amp;", "&")).content.decode()


def test_the_method_publishes_the_scale_and_the_desks_own_words(visitor, administrator):
    page = visitor.get(reverse("method")).content.decode()
    numbers = re.findall(r'<span class="num">(\d)</span>', page)
    assert numbers == ["3", "2", "1"]
    assert re.findall(r'class="badge is-(\w+)', page) == ["true", "disputed", "false", "unproven"]
    assert "never changed in silence" in page
    change_settings(
        by=administrator,
        values={
            "methodology": "We call people.\n\nThen we <b>read</b>.",
            "corrections_policy": "We say sorry.",
            "contact_url": "https://desk.example/contact",
        },
    )
    page = visitor.get(reverse("method")).content.decode()
    assert "<p>We call people.</p>" in page
    assert "&lt;b&gt;read" in page
    assert "We say sorry." in page
    assert "never changed in silence" not in page
    assert 'href="https://desk.example/contact"' in page
