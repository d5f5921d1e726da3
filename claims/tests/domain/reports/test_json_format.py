import hashlib
import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.domain import claiming, evidence, rulings
from claims.domain.reports.document import Section
from claims.domain.reports.json_format import write_json, write_jsonl
from claims.tests.domain.reports.samples import (
    AT,
    HOSTILE,
    document_of_all,
    document_of_records,
    hostile_document,
    make_record,
)
from claims.tests.factories import make_article, make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stance

pytestmark = pytest.mark.django_db


def pieces(*, size=1000, **fields):
    return write_json(document_of_all(**fields), size=size)


def export(**options):
    return json.loads("".join(pieces(**options)))


def test_a_record_says_all_there_is(reviewer, editor):
    article = make_article(by=reviewer, title="Troops move", publisher="Daily", url="https://daily.example/1")
    claim = make_claim(by=reviewer, article=article, statement="Troops are regrouping 😀.")
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Institute")
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label="false",
        claim_version=1,
        client_id=uuid4(),
        summary="No.",
        explanation="One witness on site is enough.",
    )
    document = export(title="Week 37")
    assert (document["format"], document["version"], document["title"]) == ("factcheck-claims", 1, "Week 37")
    assert document["exported_at"] == "2022-09-14T09:30:00+00:00"
    assert document["count"] == 1
    (record,) = document["claims"]
    assert record["claim"] == "Troops are regrouping 😀."
    assert (record["claimant"], record["claimed_on"]) == ("Russian Ministry of Defence", "2022-09-10")
    assert (record["stage"], record["label"]) == ("published", "false")
    assert (record["ruling"]["summary"], record["ruling"]["version"]) == ("No.", 1)
    assert [verdict["label"] for verdict in record["verdicts"]] == ["false"]
    (brought,) = record["evidence"]
    assert (brought["stance"], brought["origin"], brought["other_source"]) == ("refutes", "Institute", True)
    assert brought["quote"] == "The institute called the regrouping account a false narrative."
    assert record["article"] == {
        "title": "Troops move",
        "publisher": "Daily",
        "url": "https://daily.example/1",
        "published_on": "2022-09-10",
    }
    assert record["check_url"].startswith("https://desk.example/checks/troops-are-regrouping")


def test_verdicts_on_open_claims_stay_at_the_desk(settings, reviewer, second_reviewer):
    settings.VERDICTS_NEEDED = 2
    claim = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=claim)
    assert export()["claims"][0]["verdicts"] == []
    make_verdict(by=second_reviewer, claim=claim)
    assert len(export()["claims"][0]["verdicts"]) == 2


def test_verdicts_about_an_earlier_meaning_and_superseded_ones_are_left_out(reviewer, second_reviewer):
    claim = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=claim)
    claim.refresh_from_db()
    claiming.edit_claim(
        by=reviewer,
        claim=claim,
        version=1,
        statement="Something else.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=True,
    )
    make_verdict(by=second_reviewer, claim=claim)
    make_verdict(by=second_reviewer, claim=claim)
    assert len(export()["claims"][0]["verdicts"]) == 1


def test_retracted_evidence_is_left_out_and_its_own_article_does_not_count(reviewer):
    article = make_article(by=reviewer, url="https://daily.example/1")
    claim = make_claim(by=reviewer, article=article)
    gone = make_evidence(by=reviewer, claim=claim)
    evidence.retract_evidence(by=reviewer, evidence=gone, reason="Misread.")
    evidence.add_passage(
        by=reviewer, claim=claim, revision=article.current_revision, start=0, end=20, stance="supports"
    )
    evidence.add_link(
        by=reviewer, claim=claim, url="https://daily.example/1", quote="Words", stance="supports"
    )
    evidence.add_link(
        by=reviewer, claim=claim, url="https://other.example/1", quote="Words", stance="supports"
    )
    found = export()["claims"][0]["evidence"]
    assert [item["other_source"] for item in found] == [False, False, True]


def test_nothing_to_write_is_an_empty_list():
    assert export()["claims"] == []


def test_claims_are_read_a_chunk_at_a_time(reviewer):
    for _ in range(5):
        make_claim(by=reviewer)
    stream = pieces(size=2)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        next(stream)
        assert len(queries) == 0
        next(stream)
        assert len(queries) == 1
        next(stream)
        assert len(queries) == 2


def test_a_document_that_was_cut_off_is_no_document(reviewer):
    for _ in range(3):
        make_claim(by=reviewer)
    *most, end = pieces(size=1)
    for cut in ("".join(most), "".join(most) + end[:-3]):
        with pytest.raises(json.JSONDecodeError):
            json.loads(cut)


def lines_of(document, **options):
    text = "".join(write_jsonl(document, **options))
    assert text.endswith("\n")
    return text, [json.loads(line) for line in text[:-1].split("\n")]


def test_a_line_a_record_and_a_manifest_of_what_came_before():
    text, (head, *records, manifest) = lines_of(hostile_document(), size=3)
    assert (head["kind"], head["format"], head["version"]) == ("head", "factcheck-claims", 1)
    assert [record["claim"] for record in records] == HOSTILE
    assert [record["number"] for record in records] == list(range(1, len(HOSTILE) + 1))
    before = text[: text[:-1].rindex("\n") + 1]
    assert manifest == {
        "kind": "manifest",
        "count": len(HOSTILE),
        "sha256": hashlib.sha256(before.encode()).hexdigest(),
    }


def test_nothing_to_write_has_a_manifest_too():
    _, (head, manifest) = lines_of(document_of_records())
    assert (head["title"], manifest["count"]) == ("Week 37", 0)


def test_a_document_says_what_it_is():
    sections = (Section("", "", [0]), Section("East", "Of the east.", [1]))
    fields = {"report": 3, "version": 2, "published_at": AT, "slug": "week-37", "introduction": "What."}
    document = document_of_records(make_record(), make_record(), sections=sections, **fields)
    for head in (json.loads("".join(write_json(document))), lines_of(document)[1][0]):
        assert head["sections"] == [{"title": "East", "text": "Of the east.", "first": 2, "count": 1}]
        assert (head["report"], head["report_version"], head["slug"]) == (3, 2, "week-37")
        assert (head["published_at"], head["introduction"]) == (AT.isoformat(), "What.")
