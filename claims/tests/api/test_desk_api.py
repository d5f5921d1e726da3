"""What programs read and change: the desk's own rules, states named, keys kept, lists without gaps."""

import hashlib
import json
import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims import tasks
from claims.domain import evidence, rulings
from claims.domain.ingest import Draft, store_article
from claims.domain.machines import answers
from claims.domain.reports import making
from claims.models import Article, AuditEvent, Claim, Export, KeptAnswer, Report, Ruling, Story, Verdict
from claims.tests.api.conftest import Program, program_of
from claims.tests.domain.test_concurrency import all_at_once
from claims.tests.factories import (
    INSTITUTE_TEXT,
    MINISTRY_TEXT,
    make_article,
    make_claim,
    make_evidence,
    make_user,
    make_verdict,
)
from claims.vocabulary import Label, Role, Stance

pytestmark = pytest.mark.django_db


class TestArticles:
    def test_a_text_comes_in_is_read_back_and_comes_twice_as_one(self, by_reviewer, reviewer):
        sent = {
            "text": "Kharkiv, Sept 14.\r\nThe “army” left 😀.",
            "publisher": "The Paper",
            "url": "https://a.org/1",
        }
        made = by_reviewer.post("/articles", sent)
        assert made.status_code == 201
        assert made.json()["outcome"] == "created"
        where = made["Location"]
        read = by_reviewer.get(where)
        assert (read.json(), read["ETag"]) == (made.json()["article"], made["ETag"])
        text = by_reviewer.get(f"{where}/revisions/1").json()
        assert text["text"] == "Kharkiv, Sept 14.\nThe “army” left 😀."
        assert text["characters"] == len(text["text"])
        again = by_reviewer.post("/articles", sent)
        assert (again.status_code, again.json()["outcome"]) == (200, "already_here")
        assert Article.objects.count() == 1

    def test_a_page_comes_in_as_its_text(self, by_reviewer):
        words = "Війська відійшли зі сходу області вчора ввечері."
        page = f"<html><head><title>Звіт</title></head><body><article><p>{words}</p></article></body></html>"
        made = by_reviewer.post("/articles", {"html": page, "publisher": "Агенція"})
        assert made.status_code == 201
        text = by_reviewer.get(f"{made['Location']}/revisions/1").json()["text"]
        assert "Війська відійшли" in text
        assert "<p>" not in text

    def test_a_newer_text_names_the_state_it_follows(self, by_reviewer, reviewer):
        claim = make_claim(by=reviewer)
        where = f"/articles/{claim.lifted_from_id}"
        state = by_reviewer.state_of(where)
        added = by_reviewer.post(f"{where}/revisions", {"text": f"Updated. {MINISTRY_TEXT}"}, state=state)
        assert (added.status_code, added.json()["outcome"]) == (201, "revised")
        assert added["ETag"] == by_reviewer.state_of(where) != state
        stale = by_reviewer.post(f"{where}/revisions", {"text": "Another."}, state=state)
        assert stale.status_code == 412
        listed = by_reviewer.get(f"{where}/revisions").json()["items"]
        assert [revision["number"] for revision in listed] == [2, 1]
        places = by_reviewer.get(f"/claims/{claim.pk}").json()["appearances"]
        assert [place["method"] for place in places] == ["selected", "exact"]

    def test_a_retracted_article_gets_no_text_and_no_claims(self, by_reviewer, reviewer, editor):
        article = make_article(by=reviewer)
        from claims.domain import curation

        curation.retract_article(by=editor, article=article, reason="A hoax.")
        state = by_reviewer.state_of(f"/articles/{article.pk}")
        answer = by_reviewer.post(f"/articles/{article.pk}/revisions", {"text": "More."}, state=state)
        assert (answer.status_code, "retracted" in answer.json()["detail"]) == (422, True)
        lifted = by_reviewer.post(
            "/claims",
            {
                "revision": article.current_revision_id,
                "start": 0,
                "end": 12,
                "exact": "The ministry",
                "statement": "It spoke.",
            },
        )
        assert (lifted.status_code, "retracted" in lifted.json()["detail"]) == (422, True)

    def test_articles_are_found_by_words_and_filters(self, by_reviewer, reviewer):
        for text, publisher in ((MINISTRY_TEXT, "Ministry"), (INSTITUTE_TEXT, "Institute")):
            store_article(by=reviewer, draft=Draft(text=text, publisher=publisher, language="en"))
        found = by_reviewer.get("/articles?q=analysts").json()["items"]
        assert [article["publisher"]["name"] for article in found] == ["Institute"]
        only = by_reviewer.get(f"/articles?publisher={found[0]['publisher']['id']}").json()["items"]
        assert only == found
        assert len(by_reviewer.get("/articles?language=en").json()["items"]) == 2


class TestClaims:
    def test_a_claim_is_lifted_where_its_words_stand_in_code_points(self, by_reviewer, reviewer):
        article = make_article(by=reviewer)
        text = article.current_revision.text
        start = text.index("by Saturday")  # behind an emoji
        body = {
            "revision": article.current_revision_id,
            "start": start,
            "end": start + 11,
            "exact": "by Saturday",
            "statement": "Soldiers had moved by Saturday.",
            "claimant": "Ministry",
            "claimed_on": "2022-09-10",
        }
        made = by_reviewer.post("/claims", body)
        assert made.status_code == 201
        assert made.json()["appearances"][0]["exact"] == "by Saturday"
        assert by_reviewer.get(made["Location"]).json() == made.json()

    def test_a_change_leaves_the_rest_and_is_refused_to_who_read_an_older_state(self, by_reviewer, reviewer):
        claim = make_claim(by=reviewer, claimant="Ministry")
        where = f"/claims/{claim.pk}"
        state = by_reviewer.state_of(where)
        body = {"statement": "They were being moved.", "changes_meaning": False}
        missing = by_reviewer.patch(where, body)
        assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")
        changed = by_reviewer.patch(where, body, state=state)
        assert changed.status_code == 200
        told = changed.json()
        assert (told["statement"], told["claimant"]["name"], told["claimed_on"]) == (
            "They were being moved.",
            "Ministry",
            "2022-09-10",
        )
        stale = by_reviewer.patch(where, body | {"statement": "Lost."}, state=state)
        assert (stale.status_code, stale.json()["code"], stale["ETag"]) == (412, "stale", changed["ETag"])
        assert by_reviewer.patch(where, body, state="nonsense").status_code == 412
        assert by_reviewer.patch(where, body, state=f"W/{changed['ETag']}").status_code == 412
        emptied = by_reviewer.patch(
            where, {"claimant": "", "claimed_on": None, "changes_meaning": False}, state=changed["ETag"]
        ).json()
        assert (emptied["claimant"], emptied["claimed_on"]) == (None, None)

    def test_what_is_known_already_is_not_sent_again(self, by_reviewer, reviewer):
        claim = make_claim(by=reviewer)
        path = f"/claims/{claim.pk}"
        state = by_reviewer.state_of(path)
        again = by_reviewer.get(path, headers={"If-None-Match": state})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", state)
        for name in ("Cache-Control", "Vary"):
            assert again[name] == by_reviewer.get(path)[name]
        assert "Content-Type" not in again

    def test_editors_retract_and_restore_and_find_what_was_retracted(self, by_editor, by_reviewer, reviewer):
        claim = make_claim(by=reviewer)
        where = f"/claims/{claim.pk}"
        gone = by_editor.post(f"{where}/retract", {"reason": "Twice."}, state=by_editor.state_of(where))
        assert gone.json()["retraction"]["reason"] == "Twice."
        assert by_editor.get("/claims").json()["items"] == []
        assert len(by_editor.get("/claims?retracted=true").json()["items"]) == 1
        assert by_reviewer.get("/claims?retracted=true").status_code == 403
        back = by_editor.post(f"{where}/restore", {}, state=gone["ETag"])
        assert back.json()["retraction"] is None
        reasonless = by_editor.post(f"{where}/retract", {"reason": " "}, state=back["ETag"])
        assert reasonless.json()["errors"][0]["pointer"] == "#/reason"

    def test_the_pages_filters_narrow_the_list(self, by_reviewer, reviewer):
        one = make_claim(by=reviewer, statement="The bridge stood.", claimant="Ministry")
        make_claim(by=reviewer, statement="The dam broke.", claimant="Institute")
        make_verdict(by=reviewer, claim=one)
        for query in (
            "q=bridge",
            "claimant=minis",
            "stage=agreed",
            "label=unproven",
            "since=2022-09-01&q=stood",
        ):
            found = by_reviewer.get(f"/claims?{query}").json()["items"]
            assert [claim["id"] for claim in found] == [one.pk], query
        assert by_reviewer.get("/claims?until=2000-01-01").json()["items"] == []


class TestEvidence:
    def test_a_passage_and_a_link_are_brought_changed_and_taken_back(self, by_reviewer, reviewer):
        claim = make_claim(by=reviewer)
        source = make_article(by=reviewer, text=INSTITUTE_TEXT, publisher="Institute")
        where = f"/claims/{claim.pk}/evidence"
        passage = by_reviewer.post(
            f"{where}/passages",
            {"revision": source.current_revision_id, "start": 0, "end": 20, "stance": "refutes"},
        )
        assert passage.status_code == 201
        assert (passage.json()["quote"], passage.json()["origin"]["name"]) == (
            INSTITUTE_TEXT[:20],
            "Institute",
        )
        link = by_reviewer.post(
            f"{where}/links", {"url": "https://WWW.Example.org/a", "quote": "It fell.", "stance": "supports"}
        )
        assert link.json()["link"]["source"] == "example.org"
        assert len(by_reviewer.get(where).json()["items"]) == 2
        assert len(by_reviewer.get(f"{where}?stance=refutes").json()["items"]) == 1
        changed = by_reviewer.patch(
            passage["Location"], {"origin": "A reporter"}, state=by_reviewer.state_of(passage["Location"])
        )
        assert (changed.json()["stance"], changed.json()["origin"]["name"]) == ("refutes", "A reporter")
        assert (
            by_reviewer.patch(passage["Location"], {"stance": "context"}, state=passage["ETag"]).status_code
            == 412
        )
        gone = by_reviewer.post(
            f"{passage['Location']}/retract", {"reason": "Off topic."}, state=changed["ETag"]
        )
        assert gone.json()["retraction"]["reason"] == "Off topic."
        assert len(by_reviewer.get(f"{where}?retracted=true").json()["items"]) == 1
        back = by_reviewer.post(f"{passage['Location']}/restore", {}, state=gone["ETag"])
        assert back.json()["retraction"] is None

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "http://user:pw@a.org/",
            "http://a..b/",
        ],
    )
    def test_addresses_that_are_none_are_refused(self, by_reviewer, reviewer, url):
        claim = make_claim(by=reviewer)
        answer = by_reviewer.post(
            f"/claims/{claim.pk}/evidence/links", {"url": url, "quote": "x", "stance": "context"}
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "#/url"


class TestVerdicts:
    def test_others_verdicts_stay_hidden_until_ones_own_is_in(
        self, by_reviewer, by_second_reviewer, reviewer, settings
    ):
        settings.VERDICTS_NEEDED = 3
        claim = make_claim(by=reviewer)
        given = make_verdict(by=reviewer, claim=claim, rationale="A secret thought.")
        where = f"/claims/{claim.pk}/verdicts"
        listed = by_second_reviewer.get(where)
        assert (listed.json()["items"], listed.json()["hidden"]) == ([], 1)
        for path in (where, f"{where}?all=true", f"/claims/{claim.pk}", "/claims", "/verdicts"):
            assert "secret thought" not in by_second_reviewer.get(path).content.decode()
        export = by_second_reviewer.get("/exports/claims?format=json")
        (exported,) = json.loads(b"".join(export.streaming_content))["claims"]
        assert exported["verdicts"] == []
        assert by_second_reviewer.get(f"/verdicts/{given.pk}").status_code == 404
        assert by_second_reviewer.post(f"/verdicts/{given.pk}/withdraw", {}, state="*").status_code == 404
        state = by_second_reviewer.state_of(f"/claims/{claim.pk}")
        assert by_second_reviewer.post(where, {"label": "unproven"}, state=state).status_code == 201
        assert len(by_second_reviewer.get(where).json()["items"]) == 2
        assert by_second_reviewer.get(f"/verdicts/{given.pk}").json()["rationale"] == "A secret thought."

    def test_the_rules_of_evidence_hold_and_say_what_is_missing(self, by_reviewer, reviewer):
        claim = make_claim(by=reviewer)
        state = by_reviewer.state_of(f"/claims/{claim.pk}")
        refused = by_reviewer.post(f"/claims/{claim.pk}/verdicts", {"label": "disputed"}, state=state)
        assert (refused.status_code, refused.json()["code"]) == (422, "evidence_missing")
        assert len(refused.json()["missing"]) == 2
        assert not Verdict.objects.exists()

    def test_a_verdict_on_what_was_changed_meanwhile_is_stale(self, by_reviewer, by_editor, reviewer):
        claim = make_claim(by=reviewer)
        where = f"/claims/{claim.pk}"
        state = by_reviewer.state_of(where)
        by_editor.patch(where, {"statement": "Something else.", "changes_meaning": True}, state=state)
        assert by_reviewer.post(f"{where}/verdicts", {"label": "unproven"}, state=state).status_code == 412

    def test_ones_own_is_taken_back_and_the_one_before_stands_again(self, by_reviewer, reviewer, settings):
        settings.VERDICTS_NEEDED = 2
        claim = make_claim(by=reviewer)
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
        first = make_verdict(by=reviewer, claim=claim)
        second = make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
        where = f"/verdicts/{second.pk}"
        gone = by_reviewer.post(f"{where}/withdraw", {}, state=by_reviewer.state_of(where))
        assert gone.json()["withdrawn_at"] is not None
        assert [v["id"] for v in by_reviewer.get("/verdicts").json()["items"]] == [first.pk]
        assert len(by_reviewer.get("/verdicts?all=true").json()["items"]) == 2


class TestLinks:
    def test_a_link_to_a_copy_of_the_claims_article_comes_from_no_other_source(self, by_reviewer, reviewer):
        own = make_article(by=reviewer, url="https://example.org/own")
        copy = make_article(by=reviewer, url="https://copy.example/it")
        Article.objects.filter(pk__in=[own.pk, copy.pk]).update(story=Story.objects.create())
        claim = make_claim(by=reviewer, article=own)
        for url in (copy.url, "https://elsewhere.example/it"):
            evidence.add_link(by=reviewer, claim=claim, url=url, quote="Words.", stance="refutes")
        listed = by_reviewer.get(f"/claims/{claim.pk}/evidence").json()["items"]
        assert {item["link"]["url"]: item["from_another_source"] for item in listed} == {
            copy.url: False,
            "https://elsewhere.example/it": True,
        }


class TestRulings:
    def test_a_ruling_is_published_corrected_and_withdrawn_in_the_open(
        self, by_editor, by_reviewer, reviewer
    ):
        claim = make_claim(by=reviewer)
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
        make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
        where = f"/claims/{claim.pk}"
        thin = by_editor.post(
            f"{where}/rulings/publication", {"label": "false"}, state=by_editor.state_of(where)
        )
        assert thin.status_code == 422
        assert thin.json()["errors"][0]["pointer"] == "#/explanation"

        def rule(kind, **body):
            if kind != "withdrawal":
                body["explanation"] = "One witness on site is enough."
            return by_editor.post(f"{where}/rulings/{kind}", body, state=by_editor.state_of(where))

        published = rule("publication", label="false")
        assert (published.status_code, published.json()["version"]) == (201, 1)
        assert by_editor.get(published["Location"]).json() == published.json()
        noteless = rule("correction", label="false", note=" ")
        assert noteless.json()["errors"][0]["pointer"] == "#/note"
        assert rule("correction", label="false", note="A date was wrong.").json()["version"] == 2
        assert rule("withdrawal", note="It rested on a forgery.").json()["kind"] == "withdrawal"
        assert rule("withdrawal", note="Again.").status_code == 422
        listed = by_reviewer.get(f"{where}/rulings").json()["items"]
        assert [ruling["version"] for ruling in listed] == [3, 2, 1]

    def test_what_could_not_be_established_goes_in_and_comes_out(self, publish, by_editor):
        where = f"/claims/{publish().pk}"
        body = {
            "label": "false",
            "note": "A date was wrong.",
            "explanation": "One witness on site is enough.",
            "unestablished": "How many fled.",
        }
        made = by_editor.post(f"{where}/rulings/correction", body, state=by_editor.state_of(where))
        assert (made.status_code, made.json()["unestablished"]) == (201, "How many fled.")
        assert Ruling.objects.latest("pk").unestablished == "How many fled."

    def test_a_correction_of_what_was_corrected_meanwhile_is_stale(self, publish, by_editor):
        claim = publish()
        where = f"/claims/{claim.pk}"
        state = by_editor.state_of(where)
        body = {"label": "false", "note": "A date was wrong.", "explanation": "One is enough."}
        assert by_editor.post(f"{where}/rulings/correction", body, state=state).status_code == 201
        second = by_editor.post(f"{where}/rulings/correction", body | {"note": "Mine."}, state=state)
        assert second.status_code == 412
        assert Ruling.objects.filter(claim=claim).count() == 2


class TestReportsAndExports:
    def test_a_report_is_made_of_named_claims_or_of_a_filter(self, by_reviewer, reviewer):
        claims = [make_claim(by=reviewer, statement=f"Bridge {number} fell.") for number in range(3)]
        make_claim(by=reviewer, statement="The dam broke.")
        named = by_reviewer.post("/reports", {"title": "Two", "claims": [claims[0].pk, claims[1].pk]})
        assert (named.status_code, named.json()["claims"]) == (201, 2)
        found = by_reviewer.post("/reports", {"title": "Bridges", "filters": {"q": "bridge"}})
        assert found.json()["claims"] == 3
        entries = by_reviewer.get(f"{found['Location']}/claims?limit=2").json()
        assert [entry["position"] for entry in entries["items"]] == [1, 2]
        rest = by_reviewer.get(f"{found['Location']}/claims?limit=2&cursor={entries['next_cursor']}").json()
        assert [entry["record"]["id"] for entry in rest["items"]] == [claims[2].pk]
        none = by_reviewer.post("/reports", {"title": "None", "claims": []})
        assert none.json()["errors"][0]["pointer"] == "#/claims"
        assert (
            by_reviewer.post("/reports", {"title": "Both", "claims": [1], "filters": {}}).status_code == 422
        )
        assert by_reviewer.post("/reports", {"title": "X", "filters": {"retracted": True}}).status_code == 403

    def test_a_reports_words_and_claims_are_changed_by_who_saw_them(self, by_reviewer, reviewer):
        claims = [make_claim(by=reviewer, statement=f"Bridge {number} fell.") for number in range(3)]
        made = by_reviewer.post("/reports", {"title": "Two", "claims": [claims[0].pk]})
        where, first = made["Location"], made["ETag"]
        assert by_reviewer.patch(where, {"title": "Bridges"}).status_code == 428
        changed = by_reviewer.patch(where, {"title": "Bridges"}, state=first)
        assert (changed.status_code, changed.json()["title"], changed.json()["version"]) == (
            200,
            "Bridges",
            2,
        )
        assert by_reviewer.patch(where, {"title": "Mine"}, state=first).status_code == 412
        named = {"claims": [claims[0].pk, claims[2].pk]}
        assert by_reviewer.post(f"{where}/claims", named, state=first).status_code == 412
        added = by_reviewer.post(f"{where}/claims", named, state=changed["ETag"])
        assert (added.status_code, added.json()["claims"]) == (200, 2)
        removed = by_reviewer.post(
            f"{where}/claims/remove", {"claims": [claims[0].pk, claims[1].pk]}, state=added["ETag"]
        )
        assert removed.json()["claims"] == 1
        (entry,) = by_reviewer.get(f"{where}/claims").json()["items"]
        assert (entry["position"], entry["section"], entry["record"]["id"]) == (1, "", claims[2].pk)
        gone = by_reviewer.post(f"{where}/retract", {"reason": "A trial."}, state=removed["ETag"])
        assert gone.json()["retraction"]["reason"] == "A trial."
        refused = by_reviewer.post(f"{where}/claims", named, state=gone["ETag"])
        assert (refused.status_code, refused.json()["code"]) == (422, "refused")
        back = by_reviewer.post(f"{where}/restore", {}, state=gone["ETag"])
        assert (back.json()["retraction"], back.json()["claims"]) == (None, 1)

    def test_a_report_is_published_corrected_and_withdrawn(self, publish, by_editor, by_reviewer, reviewer):
        publish()
        waiting = make_claim(by=reviewer)
        made = by_reviewer.post("/reports", {"title": "A week", "filters": {}})
        where, state = made["Location"], made["ETag"]
        assert made.json()["published"] is None
        assert by_reviewer.post(f"{where}/publication", {}, state=state).status_code == 403
        early = by_editor.post(f"{where}/publication", {}, state=state)
        assert (early.status_code, early.json()["code"]) == (422, "not_ready")
        assert early.json()["waiting"] == [waiting.pk]
        state = by_editor.post(f"{where}/claims/remove", {"claims": [waiting.pk]}, state=state)["ETag"]
        first = by_editor.post(f"{where}/publication", {}, state=state, key="first")
        assert (first.status_code, first.json()["version"], first.json()["claims"]) == (201, 1, 1)
        again = by_editor.post(f"{where}/publication", {}, state=state, key="first")
        assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
        assert Client().get(first.json()["url"]).status_code == 200
        read = by_editor.get(where)
        assert read.json()["published"]["version"] == 1
        unsaid = by_editor.post(f"{where}/publication", {}, state=read["ETag"])
        assert unsaid.json()["errors"][0]["pointer"] == "#/note"
        second = by_editor.post(f"{where}/publication", {"note": "A number."}, state=read["ETag"])
        assert (second.json()["version"], second.json()["note"]) == (2, "A number.")
        stale = by_editor.post(f"{where}/withdrawal", {"note": "Wrong."}, state=read["ETag"])
        assert stale.status_code == 412
        state = by_editor.state_of(where)
        gone = by_editor.post(f"{where}/withdrawal", {"note": "Wrong."}, state=state)
        assert (gone.status_code, gone.json()["is_withdrawal"]) == (201, True)
        listed = by_reviewer.get(f"{where}/versions?limit=2").json()
        assert [version["version"] for version in listed["items"]] == [3, 2]
        assert by_reviewer.get(f"{where}/versions/1").json() == first.json()
        assert by_reviewer.get(f"{where}/versions/4").status_code == 404

    @pytest.mark.parametrize("form", ["csv", "json", "jsonl", "html", "pdf", "docx", "xlsx"])
    def test_claims_and_reports_leave_as_files_and_the_log_says_so(self, by_reviewer, reviewer, form):
        claim = make_claim(by=reviewer, statement="One line\u2028or two.")
        report = making.make_report(by=reviewer, title="A week", claims=Claim.objects.all())
        for path in ("/exports/claims", f"/exports/reports/{report.pk}"):
            answer = by_reviewer.get(f"{path}?format={form}")
            written = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert f".{form}" in answer["Content-Disposition"]
            assert answer["Cache-Control"] == "private, no-store"
            if form == "jsonl":
                head, record, manifest = (json.loads(line) for line in written.decode().splitlines())
                assert (head["kind"], record["id"], manifest["count"]) == ("head", claim.pk, 1)
            event = AuditEvent.objects.order_by("-seq")[0]
            assert (event.action, event.data["format"], event.data["claims"]) == ("report.exported", form, 1)
            assert "through" in event.data
        assert by_reviewer.get("/exports/claims?format=exe").status_code == 422
        assert by_reviewer.get("/exports/reports/999?format=csv").status_code == 404
        assert by_reviewer.get(f"/exports/reports/{report.pk}?format=csv&version=1").status_code == 404

    def test_what_takes_a_background_job_is_left_to_the_page_of_exports(self, by_reviewer, reviewer):
        article = make_article(by=reviewer)
        Claim.objects.bulk_create(
            Claim(statement=f"Claim {number}.", lifted_from=article, created_by=reviewer)
            for number in range(51)
        )
        refused = by_reviewer.get("/exports/claims?format=pdf")
        assert refused.status_code == 422
        assert "51 claims are too many" in refused.content.decode()
        assert by_reviewer.get("/exports/claims?format=jsonl").status_code == 200
        asked = by_reviewer.post("/exports", {"format": "pdf", "filters": {"stage": "open"}})
        assert (asked.status_code, asked.json()["claims"]) == (202, 51)

    def test_a_file_is_asked_for_written_and_fetched(
        self, by_reviewer, by_editor, reviewer, settings, tmp_path
    ):
        settings.EXPORTS_DIR = tmp_path
        for number in range(3):
            make_claim(by=reviewer, statement=f"Bridge {number} fell.")
        body = {"format": "jsonl", "filters": {"q": "bridge"}}
        asked = by_reviewer.post("/exports", body)
        where = asked["Location"]
        assert (asked.json()["state"], asked.json()["claims"], asked.json()["file"]) == ("waiting", 3, None)
        assert by_reviewer.post("/exports", body)["Location"] == where
        early = by_reviewer.get(f"{where}/file")
        assert (early.status_code, "no file to take" in early.json()["detail"]) == (422, True)
        tasks.work_on(task_id=Export.objects.get().task_id)
        ready = by_reviewer.get(where).json()
        assert (ready["state"], ready["done"], ready["problem"]) == ("ready", 3, "")
        answer = by_reviewer.get(ready["file"])
        written = b"".join(answer.streaming_content)
        assert (len(written), hashlib.sha256(written).hexdigest()) == (ready["bytes"], ready["sha256"])
        assert json.loads(written.splitlines()[-1])["count"] == 3
        assert AuditEvent.objects.order_by("-seq")[0].action == "export.taken"
        assert [row["id"] for row in by_reviewer.get("/exports").json()["items"]] == [ready["id"]]
        assert by_editor.get(where).status_code == by_editor.get(f"{where}/file").status_code == 404

    def test_a_published_version_leaves_as_it_was(self, by_reviewer, by_editor, reviewer, settings, tmp_path):
        settings.EXPORTS_DIR = tmp_path
        make_claim(by=reviewer)
        report = making.make_report(by=reviewer, title="A week", claims=Claim.objects.all())
        missing = by_reviewer.post("/exports", {"format": "csv", "report": report.pk, "version": 1})
        assert (missing.status_code, "no version 1" in missing.json()["detail"]) == (422, True)
        assert by_reviewer.post("/exports", {"format": "csv", "report": report.pk}).status_code == 202
        for body in (
            {"format": "csv"},
            {"format": "csv", "report": report.pk, "filters": {}},
            {"format": "csv", "filters": {}, "version": 1},
            {"format": "exe", "filters": {}},
            {"format": "csv", "report": 999},
        ):
            assert by_reviewer.post("/exports", body).status_code == 422
        retracted = {"format": "csv", "filters": {"retracted": True}}
        assert by_reviewer.post("/exports", retracted).status_code == 403
        assert by_editor.post("/exports", retracted).status_code == 202


class TestKeys:
    BODY = {"title": "A week", "filters": {}}

    def test_the_same_request_with_the_same_key_is_acted_on_once(self, by_reviewer, reviewer):
        make_claim(by=reviewer)
        first = by_reviewer.post("/reports", self.BODY, key="week-37")
        again = by_reviewer.post("/reports", self.BODY, key="week-37")
        assert (again.status_code, again.content, again["ETag"], again["Location"]) == (
            first.status_code,
            first.content,
            first["ETag"],
            first["Location"],
        )
        assert again["Idempotency-Replayed"] == "true"
        assert "Idempotency-Replayed" not in first
        assert Report.objects.count() == 1
        by_reviewer.post("/reports", self.BODY, key="week-38")
        assert Report.objects.count() == 2

    def test_another_request_with_a_key_that_was_used_is_refused(self, by_reviewer, reviewer):
        make_claim(by=reviewer)
        by_reviewer.post("/reports", self.BODY, key="k")
        other = by_reviewer.post("/reports", self.BODY | {"title": "Another"}, key="k")
        assert (other.status_code, other.json()["code"]) == (422, "key_used_before")
        assert by_reviewer.post("/articles", self.BODY, key="k").status_code == 422
        assert Report.objects.count() == 1

    def test_a_retry_is_answered_though_the_state_it_named_is_gone(self, by_reviewer, reviewer):
        claim = make_claim(by=reviewer)
        state = by_reviewer.state_of(f"/claims/{claim.pk}")
        where = f"/claims/{claim.pk}/verdicts"
        first = by_reviewer.post(where, {"label": "unproven"}, state=state, key="k")
        again = by_reviewer.post(where, {"label": "unproven"}, state=state, key="k")
        assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
        assert Verdict.objects.count() == 1

    def test_a_key_is_its_tokens_own(self, by_reviewer, by_editor, reviewer):
        make_claim(by=reviewer)
        by_reviewer.post("/reports", self.BODY, key="k")
        assert "Idempotency-Replayed" not in by_editor.post("/reports", self.BODY, key="k")
        assert Report.objects.count() == 2

    def test_what_was_refused_may_be_mended_under_its_key(self, by_reviewer, reviewer):
        make_claim(by=reviewer)
        assert by_reviewer.post("/reports", self.BODY | {"title": " "}, key="k").status_code == 422
        assert not KeptAnswer.objects.exists()
        assert by_reviewer.post("/reports", self.BODY, key="k").status_code == 201

    def test_a_key_runs_out_after_a_day_and_is_cleared_away(self, by_reviewer, reviewer):
        make_claim(by=reviewer)
        by_reviewer.post("/reports", self.BODY, key="k")
        by_reviewer.post("/reports", self.BODY, key="old")
        KeptAnswer.objects.filter(key="k").update(expires_at=timezone.now())
        KeptAnswer.objects.filter(key="old").update(expires_at=timezone.now() - 2 * answers.KEPT)
        assert "Idempotency-Replayed" not in by_reviewer.post("/reports", self.BODY, key="k")
        assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["k"]

    @pytest.mark.parametrize("key", ["", "a b", "x" * 256, "ключ"])
    def test_a_key_that_is_none_is_refused(self, by_reviewer, reviewer, key):
        answer = by_reviewer.post("/reports", self.BODY, headers={"Idempotency-Key": key})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["header"] == "Idempotency-Key"


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_one_key_sent_by_many_at_once_is_acted_on_once(self):
        person = make_user(Role.REVIEWER)
        make_claim(by=person)
        secret = program_of(person).secret

        def send():
            return Program(secret).post("/reports", {"title": "A week", "filters": {}}, key="k")

        found = all_at_once([send] * 6)
        assert {answer.status_code for answer in found} == {201}
        assert len({answer.content for answer in found}) == 1
        assert sum("Idempotency-Replayed" in answer for answer in found) == 5
        assert Report.objects.count() == 1

    def test_of_many_who_read_one_state_one_changes_it(self):
        person = make_user(Role.EDITOR)
        claim = make_claim(by=person)
        secret = program_of(person).secret
        where = f"/claims/{claim.pk}"
        state = Program(secret).state_of(where)

        def change(number):
            body = {"statement": f"Version {number}.", "changes_meaning": False}
            return lambda: Program(secret).patch(where, body, state=state).status_code

        found = all_at_once([change(number) for number in range(6)])
        assert sorted(found) == [200, 412, 412, 412, 412, 412]
        claim.refresh_from_db()
        assert claim.version == 2

    def test_requests_are_counted_once_each_by_many_at_once(self, settings):
        settings.API_REQUESTS_PER_MINUTE = 12
        secret = program_of(make_user(Role.REVIEWER)).secret
        found = all_at_once([lambda: Program(secret).get("/token").status_code] * 8)
        found += all_at_once([lambda: Program(secret).get("/token").status_code] * 8)
        if 429 in found:  # unless a new minute began between
            assert found.count(200) == 12

    def test_a_list_read_by_pieces_has_every_row_once_while_others_are_added(self):
        person = make_user(Role.REVIEWER)
        article = make_article(by=person)
        there = {make_claim(by=person, article=article).pk for _ in range(30)}
        program = program_of(person)
        over = threading.Event()

        def add():
            try:
                while not over.is_set():
                    make_claim(by=person, article=article)
            finally:
                connection.close()

        adding = threading.Thread(target=add)
        adding.start()
        try:
            for _ in range(3):
                seen, cursor = [], ""
                while True:
                    page = program.get(f"/claims?limit=7&cursor={cursor}").json()
                    seen += [claim["id"] for claim in page["items"]]
                    cursor = page["next_cursor"]
                    if not cursor:
                        break
                assert len(seen) == len(set(seen))
                assert there <= set(seen)
        finally:
            over.set()
            adding.join(timeout=30)
        assert Claim.objects.count() > 30


class TestCursors:
    def test_a_cursor_belongs_to_its_list_and_filters(self, by_reviewer, reviewer):
        for _ in range(3):
            make_claim(by=reviewer)
        cursor = by_reviewer.get("/claims?limit=1&stage=open").json()["next_cursor"]
        assert by_reviewer.get(f"/claims?limit=2&stage=open&cursor={cursor}").status_code == 200
        for path in (
            f"/claims?cursor={cursor}",
            f"/articles?cursor={cursor}",
            f"/claims?stage=agreed&cursor={cursor}",
        ):
            answer = by_reviewer.get(path)
            assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")

    @pytest.mark.parametrize("cursor", ["x", "1", "WzFd:abc:def", "é", "a" * 500, "W10:1:2"])
    def test_a_damaged_cursor_is_told(self, by_reviewer, cursor):
        assert by_reviewer.get(f"/claims?cursor={cursor}").status_code == 400

    def test_all_of_a_list_comes_and_then_no_more(self, by_reviewer, reviewer):
        made = [make_claim(by=reviewer).pk for _ in range(5)]
        first = by_reviewer.get("/claims?limit=5").json()
        assert ([claim["id"] for claim in first["items"]], first["next_cursor"]) == (made[::-1], None)


# The token, the count of requests, and what the list itself takes.
QUERIES = {
    "/articles": 3,
    "/articles?q=moved": 7,
    "/claims": 4,
    "/claims?q=troops&claimant=russian": 4,
    "/claims/{claim}/evidence": 5,
    "/claims/{claim}/verdicts": 5,
    "/claims/{claim}/rulings": 5,
    "/verdicts": 3,
    "/reports": 3,
    "/reports/{report}/claims": 5,
}


@pytest.mark.parametrize("path", QUERIES)
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_a_fixed_number_of_queries(
    by_reviewer, reviewer, editor, path, number, django_assert_num_queries
):
    for _ in range(number):
        stored = store_article(
            by=reviewer, draft=Draft(text=f"{MINISTRY_TEXT} {uuid4()}", publisher="M")
        ).article
        claim = make_claim(by=reviewer, article=stored)
    for _ in range(number):
        make_evidence(by=reviewer, claim=claim)
        make_verdict(by=make_user(Role.REVIEWER), claim=claim)
    make_verdict(by=reviewer, claim=claim)
    claim.refresh_from_db()
    rulings.publish(by=editor, claim=claim, label="unproven", claim_version=1, client_id=uuid4())
    for _ in range(number):
        report = making.make_report(by=reviewer, title="A week", claims=Claim.objects.all())
    path = path.format(claim=claim.pk, report=report.pk)
    by_reviewer.get("/token")  # notes its use once a minute
    with django_assert_num_queries(QUERIES[path] if path in QUERIES else QUERIES[_template(path)]):
        answer = by_reviewer.get(path)
    assert answer.status_code == 200
    assert answer.json()["items"]


def _template(path: str) -> str:
    parts = path.split("/")
    parts[2] = "{claim}" if parts[1] == "claims" else "{report}"
    return "/".join(parts)
