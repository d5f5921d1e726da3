from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from claims.domain import boards, evidence, retraction
from claims.domain.refusals import Refused
from claims.domain.reports.records import records
from claims.models import Article, ArticleRevision, AuditEvent, Evidence, Origin, Story, Verdict
from claims.tests.factories import INSTITUTE_TEXT, make_article, make_claim, make_evidence
from claims.vocabulary import Stance

pytestmark = pytest.mark.django_db


def link(by, claim, **fields):
    given = {"url": "https://example.org/a", "quote": "Words.", "stance": "refutes", **fields}
    return evidence.add_link(by=by, claim=claim, **given)


def test_a_passage_keeps_its_words_and_rests_on_its_publisher_unless_said_otherwise(reviewer):
    claim = make_claim(by=reviewer)
    article = make_article(by=reviewer, text=INSTITUTE_TEXT, publisher="The Daily")
    end = INSTITUTE_TEXT.index(".") + 1
    made = evidence.add_passage(
        by=reviewer, claim=claim, revision=article.current_revision, start=0, end=end, stance="refutes"
    )
    assert (made.quote, made.origin.name) == (INSTITUTE_TEXT[:end], "The Daily")
    claim.refresh_from_db()
    assert claim.evidence_changed_at is not None


def test_the_same_passage_again_changes_its_stance_and_is_logged(reviewer):
    claim = make_claim(by=reviewer)
    made = make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    again = evidence.add_passage(
        by=reviewer,
        claim=claim,
        revision=made.revision,
        start=made.start,
        end=made.end,
        stance=Stance.CONTEXT,
    )
    assert (again.pk, again.stance, again.origin) == (made.pk, Stance.CONTEXT, made.origin)
    assert AuditEvent.objects.get(action="evidence.changed").data["before"]["stance"] == "refutes"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org/",
        "example.org",
        "http://",
        "https://user:pw@example.org/",
        "https://exa mple.org/",
        "https://a..b/",
        "https://" + "a" * 64 + ".org/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://example.org/" + "x" * 2100,
        "https:\\\\example.org",
        "",
    ],
)
def test_only_web_addresses_are_taken(reviewer, url):
    with pytest.raises(Refused) as refusal:
        link(reviewer, make_claim(by=reviewer), url=url)
    assert refusal.value.field == "url"
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.org/", "https://a@b.org/", "x"])
def test_the_database_itself_refuses_other_addresses(reviewer, url):
    made = link(reviewer, make_claim(by=reviewer))
    with pytest.raises(IntegrityError, match="evidence_url_is_web"), transaction.atomic():
        Evidence.objects.filter(pk=made.pk).update(url=url)


@pytest.mark.parametrize(
    "fields", [{"quote": " "}, {"quote": "x" * 5001}, {"stance": "true"}, {"stance": ""}]
)
def test_a_link_needs_words_and_a_stance(reviewer, fields):
    with pytest.raises(Refused):
        link(reviewer, make_claim(by=reviewer), **fields)


def test_a_link_rests_on_its_host_when_nobody_is_named(reviewer):
    assert (
        link(reviewer, make_claim(by=reviewer), url="https://www.example.org/x").origin.name == "example.org"
    )


def test_the_board_counts_by_origin(reviewer):
    claim = make_claim(by=reviewer, claimant="Ministry")
    for origin in ("Institute", "institute", "Reporter"):
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin=origin)
    make_evidence(by=reviewer, claim=claim, stance=Stance.SUPPORTS, origin="Ministry")
    claim.refresh_from_db()
    board = boards.board(claim=claim)
    assert (board.count.links, board.count.origins) == (4, 2)
    assert (board.refutes.count.links, board.refutes.count.origins) == (3, 2)
    assert (board.supports.count.links, board.supports.count.origins) == (1, 0)
    assert [len(group.items) for group in board.refutes.groups] == [2, 1]
    assert [group.why_not for group in board.supports.groups] == ["Rests on the claimant"]
    assert [group.why_not for group in board.refutes.groups] == ["", ""]
    assert Origin.objects.count() == 3


def test_retracted_evidence_leaves_the_board_and_can_come_back(reviewer):
    claim = make_claim(by=reviewer)
    made = make_evidence(by=reviewer, claim=claim)
    evidence.retract_evidence(by=reviewer, evidence=made, reason="Wrong page.")
    assert boards.board(claim=claim).count.links == 0
    evidence.restore_evidence(by=reviewer, evidence=made)
    assert boards.board(claim=claim).count.links == 1


def test_a_passage_brought_again_after_its_retraction_stands_in_its_place(reviewer):
    claim = make_claim(by=reviewer)
    made = make_evidence(by=reviewer, claim=claim)
    evidence.retract_evidence(by=reviewer, evidence=made, reason="Wrong page.")
    evidence.add_passage(
        by=reviewer, claim=claim, revision=made.revision, start=made.start, end=made.end, stance="supports"
    )
    with pytest.raises(Refused, match="in its place"):
        evidence.restore_evidence(by=reviewer, evidence=made)


def test_a_link_sent_twice_is_one_and_with_other_words_is_not_taken_for_the_first(reviewer):
    claim, key = make_claim(by=reviewer), uuid4()
    first = link(reviewer, claim, quote="One.\nTwo.", client_id=key)
    assert link(reviewer, claim, quote="One.\r\nTwo.", client_id=key) == first
    with pytest.raises(Refused, match="already used"):
        link(reviewer, claim, quote="Three.", client_id=key)


def test_nothing_rests_on_a_retracted_article(reviewer):
    claim, article = make_claim(by=reviewer), make_article(by=reviewer)
    retraction.retract(by=reviewer, row=article, reason="A hoax.")
    revision = ArticleRevision.objects.get(article=article)
    with pytest.raises(Refused, match="article was retracted"):
        evidence.add_passage(
            by=reviewer, claim=claim, revision=revision, start=0, end=9, stance=Stance.SUPPORTS
        )


def test_retracted_evidence_keeps_its_stance(reviewer):
    brought = make_evidence(by=reviewer, claim=make_claim(by=reviewer))
    evidence.retract_evidence(by=reviewer, evidence=brought, reason="Misread.")
    with pytest.raises(Refused, match="was retracted"):
        evidence.change_evidence(by=reviewer, evidence=brought, stance="supports", origin_name="X")


OWN_ADDRESS = "https://example.org/a?B=C"
SAME_PAGE = [
    "HTTPS://Example.ORG/a?B=C",
    "http://example.org/a?B=C",
    "https://www.example.org/a?B=C",
    "https://m.example.org/a?B=C",
    "https://example.org:443/a?B=C",
    "https://example.org/a/?B=C",
    "https://example.org/a?B=C#comments",
    "https://example.org/a?B=C&utm_source=letter&utm_medium=e-mail",
    "https://example.org/a?fbclid=xyz&B=C",
]
OTHER_PAGES = [
    "https://example.org/a",
    "https://example.org/A?B=C",
    "https://example.org/a?B=D",
    "https://example.org/a/b?B=C",
    "https://example.org:8443/a?B=C",
    "https://news.example.org/a?B=C",
    "https://example.com/a?B=C",
]


def is_reported_as_other(claim):
    return records(ids=[claim.pk], check_url="")[0]["evidence"][0]["other_source"]


@pytest.mark.parametrize(
    ("url", "is_other"), [(url, False) for url in SAME_PAGE] + [(url, True) for url in OTHER_PAGES]
)
def test_an_address_spelt_otherwise_makes_no_other_source(reviewer, url, is_other):
    claim = make_claim(by=reviewer, article=make_article(by=reviewer, url=OWN_ADDRESS))
    brought = link(reviewer, claim, url=url)
    assert boards.is_other_source(brought, claim=claim) is is_other
    assert boards.board(claim=claim).refutes.other_sources == int(is_other)
    assert is_reported_as_other(claim) is is_other
    _, missing = boards.weigh("false", claim=claim)
    assert (not missing) is is_other
    if not is_other:
        with pytest.raises(IntegrityError, match="needs evidence from another source"), transaction.atomic():
            Verdict.objects.create(
                claim=claim, reviewer=reviewer, label="false", claim_version=1, client_id=uuid4()
            )


def test_a_link_to_a_copy_of_the_claims_article_is_no_other_source(reviewer):
    story = Story.objects.create()
    own = make_article(by=reviewer, url=OWN_ADDRESS)
    copy = make_article(by=reviewer, url="https://copy.example/a")
    Article.objects.filter(pk__in=[own.pk, copy.pk]).update(story=story)
    claim = make_claim(by=reviewer, article=Article.objects.get(pk=own.pk))
    link(reviewer, claim, url="http://www.copy.example/a/#top")
    assert boards.board(claim=claim).refutes.other_sources == 0
    assert [
        item.pk for item in Evidence.objects.with_sources() if boards.is_other_source(item, claim=claim)
    ] == []
    assert not is_reported_as_other(claim)
    assert boards.weigh("false", claim=claim)[1]
    with pytest.raises(IntegrityError, match="needs evidence from another source"), transaction.atomic():
        Verdict.objects.create(
            claim=claim, reviewer=reviewer, label="false", claim_version=1, client_id=uuid4()
        )


def test_a_link_and_a_passage_of_one_story_count_once(reviewer):
    story = Story.objects.create()
    one = make_article(by=reviewer, text=INSTITUTE_TEXT, publisher="The Daily")
    other = make_article(by=reviewer, url="https://copy.example/a", publisher="The Echo")
    Article.objects.filter(pk__in=[one.pk, other.pk]).update(story=story)
    claim = make_claim(by=reviewer)
    evidence.add_passage(
        by=reviewer, claim=claim, revision=one.current_revision, start=0, end=9, stance=Stance.REFUTES
    )
    link(reviewer, claim, url="https://copy.example/a?utm_source=x", origin_name="The Echo")
    assert boards.board(claim=claim).count.links == 2
    assert boards.board(claim=claim).count.origins == 1
