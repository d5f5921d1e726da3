"""Evidence from one story counts once, and from a copy of the claim's own article not at all, everywhere."""

import csv
import io
import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from claims.domain import boards, rulings, verdicts
from claims.domain.copies import join, part
from claims.domain.evidence import add_passage
from claims.domain.independence import Count
from claims.domain.reports import making, records
from claims.domain.reports.csv_format import write_csv
from claims.domain.review import item as review
from claims.domain.verdicts import EvidenceMissing
from claims.models import Article, Claim, Evidence, Verdict
from claims.tests.domain.reports.samples import document_of_all
from claims.tests.factories import make_article, make_claim, make_evidence, make_verdict
from claims.views.checks import count_snapshot
from claims.views.claims import rows_of
from claims.vocabulary import Label, Stance

pytestmark = pytest.mark.django_db

CHECK = "https://desk.example/checks/{slug}/"


@pytest.fixture
def claim(reviewer):
    return make_claim(by=reviewer)


def article_of(evidence: Evidence) -> Article:
    return Article.objects.get(pk=evidence.revision.article_id)


def fetched(claim: Claim) -> Claim:
    return Claim.objects.select_related("claimant", "lifted_from").get(pk=claim.pk)


@pytest.fixture
def twice(claim, reviewer):
    """Two pieces with origins of their own, from two copies of one story."""
    pieces = [make_evidence(by=reviewer, claim=claim, origin=name) for name in ("ISW", "Reuters")]
    join(by=reviewer, articles=[article_of(piece) for piece in pieces])
    return pieces


@pytest.fixture
def own_copy(claim, reviewer):
    """A piece from a copy of the article that the claim was lifted from."""
    piece = make_evidence(by=reviewer, claim=claim, origin="ISW")
    join(by=reviewer, articles=[claim.lifted_from, article_of(piece)])
    return piece


def test_two_copies_count_once_on_the_board(claim, twice):
    board = boards.board(claim=fetched(claim))
    assert board.count == board.refutes.count == Count(links=2, origins=1)
    assert [group.copy_of for group in board.refutes.groups] == ["", "ISW"]


def test_two_copies_count_once_in_the_list_and_on_the_pages(claim, twice, as_reviewer):
    (row,) = rows_of([fetched(claim)])
    assert row.count == Count(links=2, origins=1)
    page = as_reviewer.get(reverse("claim-detail", args=[claim.pk]))
    assert page.context["board"].count.origins == 1
    assert "A copy of the same story as ISW: the two count once" in page.text
    page = as_reviewer.get(reverse("review-claim", args=[claim.pk]))
    assert page.context["item"].board.count.origins == 1
    assert review.load_board(claim_id=claim.pk).board.count.origins == 1


def test_two_copies_count_once_in_what_is_published(claim, twice, reviewer, editor, visitor):
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    claim.refresh_from_db()
    ruling = rulings.publish(
        by=editor,
        claim=claim,
        label="false",
        claim_version=claim.version,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    assert ruling.summary.startswith("One independent origin contradicts it")
    assert len({item["story"] for item in ruling.evidence}) == 1
    claim.refresh_from_db()
    page = visitor.get(reverse("check-detail", args=[claim.slug]))
    assert page.context["count"] == Count(links=2, origins=1)
    # What was published stays as it was.
    part(by=reviewer, article=article_of(twice[0]))
    assert visitor.get(reverse("check-detail", args=[claim.slug])).context["count"].origins == 1


def test_a_ruling_from_before_stories_were_known_reads_as_before(claim, reviewer, editor, visitor):
    make_evidence(by=reviewer, claim=claim)
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    claim.refresh_from_db()
    ruling = rulings.publish(
        by=editor,
        claim=claim,
        label="false",
        claim_version=claim.version,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    old = [{k: v for k, v in item.items() if k not in ("story", "copy")} for item in ruling.evidence]
    assert count_snapshot(old, claimant="") == Count(links=1, origins=1)


def test_two_copies_count_once_in_reports_and_say_so_in_exports(
    claim, twice, own_copy, as_reviewer, reviewer
):
    report = making.make_report(by=reviewer, title="A week", claims=Claim.objects.all())
    page = as_reviewer.get(reverse("report-detail", args=[report.pk]))
    (refutes,) = [side for side in page.context["rows"][0]["sides"] if side["stance"] == Stance.REFUTES]
    assert refutes["count"] == Count(links=3, origins=1)
    (record,) = records.records(ids=[claim.pk], check_url=CHECK)
    stories = [item["story"] for item in record["evidence"]]
    assert stories[0] == stories[1] != stories[2]
    assert [item["other_source"] for item in record["evidence"]] == [True, True, False]
    rows = list(csv.DictReader(io.StringIO("".join(write_csv(document_of_all())).lstrip("\ufeff"))))
    assert [row["evidence_story"] for row in rows] == [str(story) for story in stories]
    assert json.loads(json.dumps(record))["evidence"][0]["story"] == stories[0]


def test_a_copy_of_the_claims_own_article_is_no_other_source(claim, own_copy, reviewer, as_reviewer):
    board = boards.board(claim=fetched(claim))
    assert board.count == Count(links=1, origins=0)
    assert board.refutes.other_sources == 0
    assert board.refutes.groups[0].why_not == "From a copy of the claim’s own article"
    assert boards.weigh(Label.FALSE, claim=fetched(claim))[1]
    with pytest.raises(EvidenceMissing):
        make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    page = as_reviewer.get(reverse("claim-detail", args=[claim.pk])).text
    assert "From a copy of the claim’s own article" in page


def raw_verdict(claim, reviewer, label):
    with transaction.atomic():
        return Verdict.objects.create(
            claim=claim, reviewer=reviewer, label=label, claim_version=claim.version, client_id=uuid4()
        )


def test_the_database_itself_asks_for_another_story(claim, own_copy, reviewer):
    with pytest.raises(IntegrityError, match="another source"):
        raw_verdict(claim, reviewer, "false")
    make_evidence(by=reviewer, claim=claim)
    assert raw_verdict(claim, reviewer, "false").pk


def test_sources_without_a_story_count_as_before(claim, reviewer):
    make_evidence(by=reviewer, claim=claim)
    assert boards.board(claim=fetched(claim)).refutes.other_sources == 1
    assert raw_verdict(claim, reviewer, "false").pk


def test_a_verdict_stays_when_its_evidence_turns_out_to_be_a_copy(claim, reviewer, as_reviewer):
    piece = make_evidence(by=reviewer, claim=claim)
    verdict = make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    before = Claim.objects.get(pk=claim.pk)
    assert "does not carry" not in as_reviewer.get(reverse("claim-detail", args=[claim.pk])).text
    join(by=reviewer, articles=[claim.lifted_from, article_of(piece)])
    verdict.refresh_from_db()
    after = Claim.objects.get(pk=claim.pk)
    assert verdict.is_current
    assert (after.stage, after.label) == (before.stage, before.label)
    # Who gave it learns that its evidence changed, and the page says what no longer counts.
    assert after.evidence_changed_at > verdict.created_at
    page = as_reviewer.get(reverse("claim-detail", args=[claim.pk])).text
    assert "What counts now does not carry “False” any more." in page
    assert "From a copy of the claim’s own article" in page
    part(by=reviewer, article=article_of(piece))
    assert "does not carry" not in as_reviewer.get(reverse("claim-detail", args=[claim.pk])).text


def test_claims_that_a_story_means_nothing_to_are_not_touched(claim, reviewer):
    make_evidence(by=reviewer, claim=claim)
    other = make_claim(by=reviewer)
    piece = make_evidence(by=reviewer, claim=other)
    before = list(Claim.objects.order_by("pk").values_list("evidence_changed_at", flat=True))
    join(by=reviewer, articles=[article_of(piece), make_article(by=reviewer)])
    assert list(Claim.objects.order_by("pk").values_list("evidence_changed_at", flat=True)) == before


def test_a_second_passage_of_the_same_copy_changes_nothing(claim, twice, reviewer):
    copy = article_of(twice[1])
    text = copy.current_revision.text
    add_passage(
        by=reviewer,
        claim=claim,
        revision=copy.current_revision,
        start=text.index("Its"),
        end=len(text),
        stance=Stance.SUPPORTS,
        origin_name="A third",
    )
    assert boards.board(claim=fetched(claim)).count == Count(links=3, origins=1)
    assert verdicts.submit(
        by=reviewer,
        claim=claim,
        label=Label.DISPUTED,
        rationale="",
        claim_version=claim.version,
        client_id=uuid4(),
    )
