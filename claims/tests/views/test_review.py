"""The review loop over HTTP, without a browser: every step is a form, scripts get fragments."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import claiming, ingest, review
from claims.domain.ingest import Draft
from claims.models import Choice, Evidence, Lease, RefusedPassage, Verdict
from claims.tests.factories import INSTITUTE_TEXT, MINISTRY_TEXT, make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stance

pytestmark = pytest.mark.django_db
SCRIPTS = {"HX-Request": "true"}


@pytest.fixture
def store(reviewer):
    def store(text: str, publisher: str):
        return ingest.store_article(by=reviewer, draft=Draft(text=text, publisher=publisher)).article

    return store


@pytest.fixture
def claim(reviewer, store):
    article = store(MINISTRY_TEXT, "Ministry")
    return make_claim(by=reviewer, article=article, statement="The troops were being regrouped.")


@pytest.fixture
def other(reviewer, claim):
    return make_claim(by=reviewer, article=claim.lifted_from, statement="Another claim about losses.")


def page(claim):
    return reverse("review-claim", args=[claim.pk])


def give(client, claim, label="unproven", *, scripts=False, **fields):
    data = {"label": label, "rationale": "Because.", "claim_version": 1, "client_id": uuid4(), **fields}
    return client.post(reverse("verdict-submit", args=[claim.pk]), data, headers=SCRIPTS if scripts else {})


def test_the_loop_leads_to_the_oldest_claim(as_reviewer, claim, other):
    assert as_reviewer.get("/review/").url == page(claim)
    assert as_reviewer.get(f"/review/?after={claim.pk}").url == page(other)


def test_looking_takes_nothing_in_hand(as_reviewer, claim, other):
    as_reviewer.get("/review/", headers=SCRIPTS)
    as_reviewer.get(page(claim))
    assert not Lease.objects.exists()


def test_scripts_get_the_next_claim_without_its_frame(as_reviewer, claim, other):
    response = as_reviewer.get(f"/review/?after={claim.pk}", headers=SCRIPTS)
    html = response.content.decode()
    assert other.statement in html
    assert "<!doctype" not in html
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    "query", ["after=abc", "after=-1", "after=99999999999999999999", "given=x", "q=%2525"]
)
def test_a_malformed_query_string_is_left_out(as_reviewer, claim, query):
    assert as_reviewer.get(f"/review/?{query}").status_code == 302
    assert as_reviewer.get(f"{page(claim)}?{query}&again=x").status_code == 200


@pytest.mark.parametrize("number", [0, 987654, 2**63, 10**30])
def test_a_claim_that_is_not_there_is_not_found(as_reviewer, number):
    assert as_reviewer.get(f"/review/{number}/").status_code == 404
    assert as_reviewer.post(f"/review/{number}/verdict/", {}).status_code == 404


def test_the_page_shows_the_claim_its_context_and_other_sources(as_reviewer, claim, store):
    store(INSTITUTE_TEXT, "Institute")
    html = as_reviewer.get(page(claim)).content.decode()
    assert claim.statement in html
    assert "It gave no figure for losses." in html
    assert "The institute called the" in html
    assert "False needs a refuting source" in html


def test_the_page_costs_eleven_queries_whatever_it_shows(
    as_reviewer, reviewer, claim, store, django_assert_num_queries
):
    store(INSTITUTE_TEXT, "Institute")
    as_reviewer.get(page(claim))
    with django_assert_num_queries(11):
        as_reviewer.get(page(claim))
    for number in range(3):
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
        store(f"{INSTITUTE_TEXT} Again {number}.", f"Copy {number}")
        make_claim(by=reviewer, article=claim.lifted_from)
    with django_assert_num_queries(11):
        as_reviewer.get(page(claim))


def test_a_verdict_is_stored_and_the_next_claim_follows_in_ones_hands(as_reviewer, reviewer, claim, other):
    response = give(as_reviewer, claim)
    verdict = Verdict.objects.get()
    assert response.status_code == 303
    assert response.url == f"{page(other)}?given={verdict.pk}"
    assert (verdict.label, verdict.rationale, verdict.reviewer) == ("unproven", "Because.", reviewer)
    assert Lease.objects.get().claim == other
    html = as_reviewer.get(response.url).content.decode()
    assert "saved for “The troops were being regrouped.”" in html
    assert reverse("verdict-withdraw", args=[verdict.pk]) in html


def test_scripts_get_a_notice_with_its_undo_and_no_next_claim(as_reviewer, claim, other):
    response = give(as_reviewer, claim, scripts=True)
    html = response.content.decode()
    assert response.status_code == 200
    assert reverse("verdict-withdraw", args=[Verdict.objects.get().pk]) in html
    assert other.statement not in html


def test_a_verdict_sent_twice_is_stored_once(as_reviewer, claim, other):
    key = uuid4()
    answers = [give(as_reviewer, claim, client_id=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Verdict.objects.count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_label_without_its_evidence_is_refused_and_the_text_kept(as_reviewer, claim, scripts):
    response = give(as_reviewer, claim, "false", rationale="My long\nthought <b>", scripts=scripts)
    html = response.content.decode()
    assert response.status_code == 422
    assert "False needs one piece of evidence from another source that refutes the claim" in html
    assert "My long\nthought &lt;b&gt;</textarea>" in html
    assert 'value="false" checked' in html
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"label": ""}, "Choose true, false, disputed or unproven."),
        ({"label": "maybe"}, "Choose true, false, disputed or unproven."),
        ({"client_id": "x"}, "Enter a valid UUID"),
        ({"client_id": ""}, "sent without all of its parts"),
        ({"claim_version": "abc"}, "Enter a whole number"),
        ({"claim_version": ""}, "sent without all of its parts"),
        ({"rationale": "x" * 20_001}, "20,000 is the most"),
        ({"rationale": "a\0b"}, "Null characters"),
    ],
)
def test_what_cannot_be_read_is_said_and_stores_nothing(as_reviewer, claim, fields, words):
    response = give(as_reviewer, claim, **{"label": "unproven", **fields})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_claim_changed_meanwhile_shows_both_texts_and_the_verdict_can_be_given_on_the_new_one(
    as_reviewer, editor, claim, scripts
):
    claiming.edit_claim(
        by=editor,
        claim=claim,
        version=1,
        statement="The troops had fled.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=True,
    )
    key = uuid4()
    response = give(as_reviewer, claim, rationale="Kept words.", client_id=key, scripts=scripts)
    html = response.content.decode()
    assert response.status_code == 409
    assert "The troops were being regrouped." in html
    assert "The troops had fled." in html
    assert "Kept words.</textarea>" in html
    assert 'value="unproven" checked' in html
    assert 'name="claim_version" value="2"' in html
    assert str(key) in html
    assert not Verdict.objects.exists()
    assert give(as_reviewer, claim, claim_version=2, client_id=key).status_code == 303


def test_undo_shows_the_claim_again_with_what_was_typed(as_reviewer, claim, other):
    give(as_reviewer, claim, rationale="My reasons.")
    response = as_reviewer.post(reverse("verdict-withdraw", args=[Verdict.objects.get().pk]))
    assert response.status_code == 303
    html = as_reviewer.get(response.url).content.decode()
    assert claim.statement in html
    assert "My reasons.</textarea>" in html
    assert 'value="unproven" checked' in html
    claim.refresh_from_db()
    assert claim.stage == "open"


def test_undo_by_scripts_answers_with_the_claim(as_reviewer, claim, other):
    give(as_reviewer, claim, rationale="My reasons.", scripts=True)
    response = as_reviewer.post(reverse("verdict-withdraw", args=[Verdict.objects.get().pk]), headers=SCRIPTS)
    assert "My reasons.</textarea>" in response.content.decode()


def test_nobody_undoes_anothers_verdict(as_second_reviewer, reviewer, claim):
    verdict = make_verdict(by=reviewer, claim=claim)
    assert as_second_reviewer.post(reverse("verdict-withdraw", args=[verdict.pk])).status_code == 404
    verdict.refresh_from_db()
    assert verdict.is_current


def test_others_verdicts_stay_hidden(as_second_reviewer, reviewer, claim, settings):
    settings.VERDICTS_NEEDED = 2
    make_verdict(by=reviewer, claim=claim, rationale="A secret reason.")
    html = as_second_reviewer.get(page(claim)).content.decode()
    assert "A secret reason." not in html
    assert "You said" not in html
    assert "Others’ verdicts stay hidden until yours is in" in html


def test_ones_own_verdict_is_there_to_be_changed(as_reviewer, reviewer, claim):
    make_verdict(by=reviewer, claim=claim, rationale="My first thought.")
    html = as_reviewer.get(page(claim)).content.decode()
    assert "You said" in html
    assert "My first thought.</textarea>" in html


def test_skipping_puts_a_claim_at_the_end(as_reviewer, claim, other):
    assert as_reviewer.post(reverse("review-skip", args=[claim.pk])).url == page(other)
    assert as_reviewer.get("/review/").url == page(other)
    assert as_reviewer.post(reverse("review-skip", args=[other.pk])).url == page(claim)


def test_the_only_claim_can_be_skipped_and_gone_back_to(as_reviewer, claim):
    response = as_reviewer.post(reverse("review-skip", args=[claim.pk]), follow=True)
    assert "One claim is left" in response.content.decode()
    assert page(claim) in response.content.decode()


def test_when_nothing_is_left_the_page_says_what_was_done(as_reviewer, claim):
    response = as_reviewer.get(give(as_reviewer, claim).url)
    html = response.content.decode()
    assert "Nothing waits for you" in html
    assert "You gave 1 verdict today." in html
    assert "saved for “The troops were being regrouped.”" in html


def test_a_claim_in_anothers_hands_says_so(as_reviewer, second_reviewer, claim):
    review.take_lease(by=second_reviewer, claim=claim)
    assert "Marko Lis is reviewing this claim" in as_reviewer.get(page(claim)).content.decode()
    response = as_reviewer.post(reverse("review-lease", args=[claim.pk]), headers=SCRIPTS)
    assert response.status_code == 409
    assert "Marko Lis is reviewing this claim" in response.content.decode()


def test_taking_a_claim_in_hand(as_reviewer, reviewer, claim):
    response = as_reviewer.post(reverse("review-lease", args=[claim.pk]), headers=SCRIPTS)
    assert response.status_code == 204
    assert Lease.objects.get().reviewer == reviewer


def bring(client, claim, article, *, scripts=False, start=0, end=None, **fields):
    end = len(INSTITUTE_TEXT.split(". ")[0]) + 1 if end is None else end
    data = {"place": f"{article.current_revision_id}-{start}-{end}", "stance": "refutes", **fields}
    return client.post(reverse("review-evidence", args=[claim.pk]), data, headers=SCRIPTS if scripts else {})


def test_a_passage_is_brought_and_the_hints_follow(as_reviewer, claim, store):
    article = store(INSTITUTE_TEXT, "Institute")
    html = bring(as_reviewer, claim, article, scripts=True).content.decode()
    assert "The institute called the regrouping account a false narrative." in html
    assert "1 refuting" in html
    assert "False needs" not in html
    assert "True needs a supporting source" in html
    assert Evidence.objects.get().origin.name == "Institute"


def test_a_passage_is_brought_without_scripts(as_reviewer, claim, store):
    article = store(INSTITUTE_TEXT, "Institute")
    response = bring(as_reviewer, claim, article, origin="An analyst", q="institute account")
    assert response.status_code == 303
    html = as_reviewer.get(response.url).content.decode()
    assert "An analyst" in html
    assert 'value="refutes" aria-pressed="true"' in html
    assert 'value="institute account"' in html


def test_a_stance_can_be_changed_and_the_evidence_taken_back(as_reviewer, claim, store):
    article = store(INSTITUTE_TEXT, "Institute")
    bring(as_reviewer, claim, article)
    bring(as_reviewer, claim, article, stance="context")
    brought = Evidence.objects.get()
    assert brought.stance == Stance.CONTEXT
    as_reviewer.post(reverse("review-evidence", args=[claim.pk]), {"take_back": brought.pk})
    brought.refresh_from_db()
    assert brought.is_retracted
    assert brought.retraction_reason


@pytest.mark.parametrize(
    "fields",
    [
        {"stance": ""},
        {"stance": "maybe"},
        {"start": "x"},
        {"start": 5, "end": 5},
        {"end": 10**9},
        {"end": 10**30},
        {"place": "987654-0-5"},
        {"place": ""},
        {"place": "1-2"},
        {"place": f"{10**30}-0-5"},
        {"place": "1-0-5\n"},
        {"take_back": "x"},
        {"take_back": 10**30},
        {"take_back": "²"},
        {"take_back": "9" * 5000},
        {"origin": "x" * 999},
        {"origin": "a\0b"},
        {"refuse": "1", "place": "1-2"},
        {"refuse": "1", "place": "987654-0-5"},
        {"refuse": "1", "end": 10**9},
        {"propose_again": "1", "place": ""},
    ],
)
@pytest.mark.parametrize("scripts", [True, False])
def test_what_cannot_be_brought_is_said(as_reviewer, claim, store, fields, scripts):
    response = bring(as_reviewer, claim, store(INSTITUTE_TEXT, "Institute"), scripts=scripts, **fields)
    if scripts:
        assert response.status_code == 422
        assert "notice-problem" in response.content.decode()
    else:
        assert "notice-problem" in as_reviewer.get(response.url).content.decode()
    assert not Evidence.objects.exists()


def test_each_press_on_a_proposed_passage_is_kept_with_its_rank(as_reviewer, reviewer, claim, store):
    article = store(INSTITUTE_TEXT, "Institute")
    html = as_reviewer.get(page(claim)).content.decode()
    shown_as = re.search(r'name="shown_as" value="([^"]+)"', html)[1]
    bring(as_reviewer, claim, article, shown_as=shown_as)
    bring(as_reviewer, claim, article, shown_as="99/x/<script>")
    choice = Choice.objects.get()
    assert (choice.action, choice.rank, choice.shown, choice.made_by) == ("taken", 1, 2, "words-1")
    assert choice.by == reviewer


@pytest.mark.parametrize("scripts", [True, False])
def test_a_passage_is_put_aside_and_brought_back(as_reviewer, as_second_reviewer, claim, store, scripts):
    article = store(INSTITUTE_TEXT, "Institute")
    response = bring(as_reviewer, claim, article, refuse="1", stance="", q="regrouping", scripts=scripts)
    html = (response if scripts else as_reviewer.get(response.url)).content.decode()
    if scripts:
        assert html.strip().startswith('<div class="stack stack-tight" id="candidates"')
    assert "1 passage put aside as not about this claim" in html
    assert not Evidence.objects.exists()
    assert RefusedPassage.objects.get().claim == claim
    assert "1 passage put aside" in as_second_reviewer.get(page(claim)).content.decode()
    response = bring(as_second_reviewer, claim, article, propose_again="1", scripts=scripts)
    html = (response if scripts else as_second_reviewer.get(response.url)).content.decode()
    assert "put aside" not in html
    assert "account a false narrative" in html


def test_a_passage_has_its_cues(as_reviewer, reviewer, store):
    article = store("The ministry said that 2,500 soldiers had moved.", "Ministry")
    claim = make_claim(
        by=reviewer, article=article, quote="2,500 soldiers had moved", statement="2,500 soldiers had moved."
    )
    store("A reporter counted 3,000 soldiers. None had moved.", "Reporter")
    html = as_reviewer.get(page(claim)).content.decode()
    assert "Says 3,000; the claim says 2,500</p>" in html
    assert "Contains a negation the claim lacks: “None”</p>" in html


def test_evidence_of_another_claim_is_not_taken_back_here(as_reviewer, reviewer, claim, other):
    brought = make_evidence(by=reviewer, claim=other)
    as_reviewer.post(reverse("review-evidence", args=[claim.pk]), {"take_back": brought.pk})
    brought.refresh_from_db()
    assert not brought.is_retracted


def test_searching_finds_other_passages(as_reviewer, claim, store):
    store("Wheat grows. Soldiers sang.", "Farmer")
    assert "Wheat grows." in as_reviewer.get(f"{page(claim)}?q=wheat").content.decode().replace(
        '<mark class="hit">', ""
    ).replace("</mark>", "")
    answer = as_reviewer.get(f"{page(claim)}?q=wheat", headers={**SCRIPTS, "HX-Target": "candidates"})
    html = answer.content.decode()
    assert html.strip().startswith('<div class="stack stack-tight" id="candidates"')
    assert "Farmer" in html


@pytest.fixture
def seven_reports(store):
    for number in range(7):
        store(f"The troops are regrouping, reporter {number} wrote.", f"Reporter {number}")


def test_six_passages_are_shown_at_first_and_more_to_those_who_ask(as_reviewer, claim, seven_reports):
    html = as_reviewer.get(page(claim)).content.decode()
    assert html.count('class="source"') == 6
    assert f'href="{page(claim)}?more=1#sources"' in html
    html = as_reviewer.get(f"{page(claim)}?more=1").content.decode()
    assert html.count('class="source"') == 7
    assert "data-more" not in html
    found = as_reviewer.get(f"{page(claim)}?q=reporter", headers={**SCRIPTS, "HX-Target": "candidates"})
    assert found.content.decode().count('class="source"') == 7


@pytest.mark.parametrize("scripts", [True, False])
def test_who_asked_for_more_still_sees_more_behind_what_was_put_aside(
    as_reviewer, claim, seven_reports, store, scripts
):
    article = store(INSTITUTE_TEXT, "Institute")
    asked = {"refuse": "1", "stance": "", "more": "1", "scripts": scripts}
    response = bring(as_reviewer, claim, article, **asked)
    html = (response if scripts else as_reviewer.get(response.url)).content.decode()
    assert html.count('class="source"') >= 7
    assert 'name="more" value="1"' in html
    assert html.count('name="more" value="1"') == html.count("data-evidence-form") - html.count(
        'name="take_back"'
    )


def test_a_claim_alone_on_the_desk_says_why_there_are_no_passages(as_reviewer, claim):
    assert (
        "No other article on the desk has the words of this claim."
        in as_reviewer.get(page(claim)).content.decode()
    )


def test_strangers_are_not_told_of_the_room(as_stranger, visitor, claim):
    for address in ("/review/", page(claim)):
        assert as_stranger.get(address).status_code == 404
        assert visitor.get(address).status_code == 302
        assert visitor.get(address, headers=SCRIPTS).status_code == 401
    assert give(as_stranger, claim).status_code == 404
    assert not Verdict.objects.exists()


def test_a_verdict_with_its_evidence_settles_the_claim(as_reviewer, reviewer, claim):
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    assert give(as_reviewer, claim, "false").status_code == 303
    claim.refresh_from_db()
    assert (claim.stage, claim.label) == ("agreed", Label.FALSE)
