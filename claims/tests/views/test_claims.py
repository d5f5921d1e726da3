from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import claiming, evidence, rulings
from claims.models import Claim
from claims.tests.factories import (
    make_article,
    make_claim,
    make_evidence,
    make_verdict,
)
from claims.vocabulary import Label, Stance

pytestmark = pytest.mark.django_db

NASTY = "<script>alert('x')</script> \" onmouseover=\"x"
LIST = "/claims/"


def html(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def page(claim):
    return reverse("claim-detail", args=[claim.pk])


def fill(*, by, editor, statement=""):
    """One claim with two pieces of evidence, one of them retracted, two verdicts' worth of log, a ruling."""
    claim = make_claim(by=by, statement=statement)
    make_evidence(by=by, claim=claim, stance=Stance.REFUTES)
    taken_back = make_evidence(by=by, claim=claim, stance=Stance.SUPPORTS)
    evidence.retract_evidence(by=by, evidence=taken_back, reason="Misread.")
    make_verdict(by=by, claim=claim, label=Label.FALSE)
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label=Label.FALSE,
        claim_version=claim.version,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    return claim


@pytest.mark.parametrize("path", ["/", "/claims/", "/claims/{}/", "/claims/{}/history/", "/claims/{}/edit/"])
def test_pages_are_there_for_people_with_a_role_only(path, reviewer, as_reviewer, as_stranger, visitor):
    path = path.format(make_claim(by=reviewer).pk)
    assert as_reviewer.get(path).status_code == 200
    assert as_stranger.get(path).status_code == 404
    assert visitor.get(path).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    number, reviewer, editor, as_reviewer, django_assert_num_queries
):
    for _ in range(number):
        fill(by=reviewer, editor=editor)
    with django_assert_num_queries(8):
        text = html(as_reviewer.get(LIST))
    assert text.count('class="row-title"') == number


def test_a_row_says_what_its_evidence_amounts_to(reviewer, as_reviewer):
    claim = make_claim(by=reviewer, article=make_article(by=reviewer, publisher="Reuters"))
    make_evidence(by=reviewer, claim=claim, origin="Institute")
    make_evidence(by=reviewer, claim=claim, origin="INSTITUTE")
    make_evidence(by=reviewer, claim=claim, origin="A reporter")
    make_evidence(by=reviewer, claim=claim, origin="Russian Ministry of Defence")
    text = html(as_reviewer.get(LIST))
    assert "4 links, 2 independent origins" in text
    assert "in Reuters" in text
    assert "Russian Ministry of Defence" in text


def test_the_list_is_narrowed_and_says_what_it_left_out(reviewer, as_reviewer):
    make_claim(by=reviewer, statement="Bridges fell.")
    make_claim(by=reviewer, statement="Dams broke.")
    text = html(as_reviewer.get(LIST, {"q": "bridge", "publisher": "abc"}))
    assert "Bridges fell." in text
    assert "Dams broke." not in text
    assert "“Appears at” could not be read" in text


def test_the_list_teaches_the_next_step_when_empty(reviewer, as_reviewer):
    assert "No claims yet" in html(as_reviewer.get(LIST))
    make_claim(by=reviewer)
    assert "No claim fits" in html(as_reviewer.get(LIST, {"q": "zebra"}))


@pytest.mark.parametrize(
    "query",
    [
        "page=abc",
        "after=abc",
        "after=-1",
        "after=99999999999999999999999999",
        "after=1_2",
        "before=%F0%9F%98%80",
        "before=NaN&after=",
        "stage=x&label=y&publisher=z&since=a&until=b",
        "q=" + "%7C---" * 40,
        "claimant=%25_%5C",
        "disagrees=maybe&retracted=maybe",
        "q=&stage=&q=a&q=b",
    ],
)
def test_no_query_string_upsets_the_list(query, reviewer, as_editor):
    make_claim(by=reviewer)
    assert as_editor.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["after=%00", "q=%ff%fe"])
def test_a_query_string_that_is_not_text_is_refused(query, as_reviewer):
    assert as_reviewer.get(f"{LIST}?{query}").status_code == 400


def test_pages_follow_one_another_by_key(reviewer, as_reviewer):
    article = make_article(by=reviewer)
    revision = article.current_revision
    for number in range(53):
        claiming.lift_claim(
            by=reviewer, statement=f"Claim {number:03}", revision=revision, start=0, end=3, exact="The"
        )
    first = as_reviewer.get(LIST, {"stage": "open"})
    assert "Claim 052" in html(first)
    assert "Claim 002" not in html(first)
    older = first.context["page"].older
    second = as_reviewer.get(f"{LIST}?{older}")
    assert "stage=open" in older
    assert "Claim 002" in html(second)
    assert "Claim 003" not in html(second)
    back = as_reviewer.get(f"{LIST}?{second.context['page'].newer}")
    assert [row.claim.pk for row in back.context["rows"]] == [row.claim.pk for row in first.context["rows"]]
    assert "No more claims here" in html(as_reviewer.get(f"{LIST}?after=1"))


def test_htmx_gets_the_same_list_without_the_page_around_it(reviewer, as_reviewer):
    claim = make_claim(by=reviewer)
    response = as_reviewer.get(LIST, {"stage": "open"}, headers={"HX-Request": "true"})
    assert claim.statement in html(response)
    assert "<html" not in html(response)
    assert response["HX-Push-Url"] == "/claims/?stage=open"
    assert "HX-Request" in response["Vary"]


def test_retracted_claims_are_listed_for_editors_who_ask(reviewer, editor, as_reviewer, as_editor):
    claim = make_claim(by=reviewer, statement="Never said.")
    claiming.retract_claim(by=editor, claim=claim, reason="Never said.")
    assert "Never said." not in html(as_editor.get(LIST))
    assert "Never said." in html(as_editor.get(LIST, {"retracted": "1"}))
    assert "Never said." not in html(as_reviewer.get(LIST, {"retracted": "1"}))
    assert "Make a report" not in html(as_editor.get(LIST, {"retracted": "1"}))


@pytest.mark.parametrize("number", [1, 3])
def test_the_claim_page_takes_the_same_queries_however_much_there_is(
    number, reviewer, second_reviewer, editor, administrator, as_reviewer, django_assert_num_queries
):
    claim = make_claim(by=reviewer)
    people = [reviewer, second_reviewer, administrator][:number]
    for place in range(number):
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
        taken_back = make_evidence(by=reviewer, claim=claim)
        evidence.retract_evidence(by=editor, evidence=taken_back, reason="Misread.")
        make_verdict(by=people[place], claim=claim, label=Label.FALSE)
        if place:
            revision = make_article(by=reviewer).current_revision
            claiming.add_appearance(by=reviewer, claim=claim, revision=revision, start=0, end=3, exact="The")
    claim.refresh_from_db()
    options = {
        "by": editor,
        "claim": claim,
        "label": Label.FALSE,
        "claim_version": claim.version,
        "explanation": "One witness on site is enough.",
    }
    rulings.publish(**options, client_id=uuid4())
    for _ in range(number - 1):
        rulings.correct(**options, note="A date was mended.", client_id=uuid4())
    with django_assert_num_queries(18):
        text = html(as_reviewer.get(page(claim)))
    assert text.count("Retract evidence") == number
    assert text.count("retracted it,") == number
    assert text.count("What changed:") == number - 1


def test_the_claim_page_shows_where_it_was_said(reviewer, as_reviewer):
    claim = make_claim(by=reviewer)
    text = html(as_reviewer.get(page(claim)))
    assert '<span class="muted">The ministry said </span>' in text
    assert "the troops were being regrouped</mark>" in text
    assert '<span class="muted">. It gave no figure for losses. …</span>' in text


def test_the_board_says_what_does_not_count(reviewer, as_reviewer):
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim, origin="russian ministry of defence")
    own = claim.appearances.get().revision
    evidence.add_passage(
        by=reviewer, claim=claim, revision=own, start=0, end=9, stance=Stance.SUPPORTS, origin_name="Somebody"
    )
    text = html(as_reviewer.get(page(claim)))
    assert "Rests on the claimant" in text
    assert "From the claim’s own article only" in text
    assert "<b>2</b> links, <b>0</b> independent origins" in text


def test_what_people_typed_is_escaped(reviewer, as_reviewer):
    claim = make_claim(by=reviewer, statement=NASTY, claimant=NASTY)
    evidence.add_link(
        by=reviewer,
        claim=claim,
        url="https://example.org/?a=<script>alert('x')</script>".replace("'x'", "1"),
        quote=NASTY,
        stance=Stance.REFUTES,
        origin_name=NASTY,
        source_name=NASTY,
        note=NASTY,
    )
    make_verdict(by=reviewer, claim=claim, rationale=NASTY)
    for path in ("/", LIST, page(claim), f"{page(claim)}history/", f"{page(claim)}edit/"):
        text = html(as_reviewer.get(path))
        assert "<script>alert" not in text
        assert '" onmouseover="x' not in text


def test_links_to_other_sites_tell_them_nothing(reviewer, as_reviewer):
    claim = make_claim(by=reviewer)
    evidence.add_link(
        by=reviewer, claim=claim, url="https://example.org/a", quote="Words.", stance=Stance.CONTEXT
    )
    assert 'href="https://example.org/a" rel="noopener noreferrer nofollow"' in html(
        as_reviewer.get(page(claim))
    )


SECRET = "canary rationale of the other reviewer"


@pytest.fixture
def half_reviewed(settings, reviewer, second_reviewer):
    """An open claim with one of two verdicts in: the second reviewer's."""
    settings.VERDICTS_NEEDED = 2
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    make_verdict(by=second_reviewer, claim=claim, label=Label.FALSE, rationale=SECRET)
    return claim


@pytest.mark.parametrize("path", ["/", "/claims/{}/", "/claims/{}/history/"])
def test_others_verdicts_stay_hidden_until_ones_own_is_in(
    path, half_reviewed, reviewer, as_reviewer, as_second_reviewer
):
    path = path.format(half_reviewed.pk)
    before = html(as_reviewer.get(path))
    assert SECRET not in before
    assert "is-false" not in before
    assert "Marko Lis" in html(as_second_reviewer.get(path))
    assert "is-false" in html(as_second_reviewer.get(path))
    make_verdict(by=reviewer, claim=half_reviewed, label=Label.FALSE)
    assert "is-false" in html(as_reviewer.get(path))


def test_the_list_shows_no_verdict_of_an_open_claim(half_reviewed, as_reviewer):
    rows = html(as_reviewer.get(LIST)).split('<ul class="rows">')[1]
    assert half_reviewed.statement in rows
    assert "is-false" not in rows
    assert SECRET not in rows


def test_the_claim_page_says_that_verdicts_are_hidden(half_reviewed, as_reviewer):
    assert "1 verdict of another reviewer is in and stays hidden until you have given yours" in html(
        as_reviewer.get(page(half_reviewed))
    )


def test_actions_fit_the_role(reviewer, as_reviewer, as_editor):
    claim = make_claim(by=reviewer)
    retract = reverse("claim-retract", args=[claim.pk])
    assert retract not in html(as_reviewer.get(page(claim)))
    assert retract in html(as_editor.get(page(claim)))
    for method in ("get", "post"):
        assert getattr(as_reviewer, method)(retract).status_code == 403


def test_a_claim_is_retracted_with_a_reason_and_restored(reviewer, as_editor, as_reviewer):
    claim = make_claim(by=reviewer)
    retract, restore = (reverse(name, args=[claim.pk]) for name in ("claim-retract", "claim-restore"))
    assert "Say why" in html(as_editor.post(retract, {"reason": "  "}), 422)
    assert as_editor.post(retract, {"reason": "Not checkable."}).status_code == 302
    assert "Not checkable." in html(as_reviewer.get(page(claim)))
    assert restore not in html(as_reviewer.get(page(claim)))
    assert as_reviewer.post(restore).status_code == 403
    assert as_editor.get(restore).status_code == 405
    assert as_editor.post(restore).status_code == 302
    claim.refresh_from_db()
    assert not claim.is_retracted


def test_a_published_claim_is_not_retracted(reviewer, editor, as_editor):
    claim = fill(by=reviewer, editor=editor)
    text = html(as_editor.post(reverse("claim-retract", args=[claim.pk]), {"reason": "Gone."}), 422)
    assert "Withdraw its ruling first" in text
    assert "Gone." in text


def edit(client, claim, **fields):
    data = {
        "statement": "The troops fled.",
        "claimant": "An institute",
        "claimed_on": "2022-09-11",
        "change": "wording",
        "version": claim.version,
    }
    return client.post(reverse("claim-edit", args=[claim.pk]), data | fields)


def test_a_claim_is_edited(reviewer, as_reviewer):
    claim = make_claim(by=reviewer)
    assert edit(as_reviewer, claim).status_code == 302
    claim.refresh_from_db()
    assert (claim.statement, claim.claimant.name, claim.claimed_on) == (
        "The troops fled.",
        "An institute",
        date(2022, 9, 11),
    )
    assert (claim.version, claim.meaning_version) == (2, 1)
    text = html(as_reviewer.get(reverse("claim-history", args=[claim.pk])))
    assert "and is now “The troops fled.”" in text


def test_a_new_meaning_sets_verdicts_aside(reviewer, as_reviewer):
    claim = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=claim)
    assert edit(as_reviewer, claim, change="meaning").status_code == 302
    claim.refresh_from_db()
    assert claim.meaning_version == 2
    assert "it does not count" in html(as_reviewer.get(page(claim)))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"statement": " "}, "Write the claim as one sentence"),
        ({"statement": "x" * 1001}, "at most 1000 characters"),
        ({"change": ""}, "Say whether the claim still says the same"),
        ({"claimed_on": "1200-01-01"}, "between 1400 and 2999"),
        ({"claimed_on": "yesterday"}, "valid date"),
        ({"claimant": "n" * 201}, "at most 200 characters"),
        ({"version": "x"}, "whole number"),
        ({"statement": "a\0b"}, "Null characters are not allowed"),
    ],
)
def test_an_edit_that_cannot_be_saved_keeps_what_was_typed(fields, said, reviewer, as_reviewer):
    claim = make_claim(by=reviewer)
    text = html(edit(as_reviewer, claim, **({"claimant": "Typed name"} | fields)), 422)
    assert said in text
    assert ("Typed name" in text) or "claimant" in fields
    assert Claim.objects.get(pk=claim.pk).version == 1


def test_an_edit_of_an_older_version_shows_both_texts(reviewer, second_reviewer, as_reviewer):
    claim = make_claim(by=reviewer, statement="As it was.")
    claiming.edit_claim(
        by=second_reviewer,
        claim=claim,
        version=1,
        statement="As Marko wrote it.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=False,
    )
    text = html(edit(as_reviewer, claim, statement="As Olena typed it."), 409)
    for words in ("As it was.", "As Marko wrote it.", "As Olena typed it."):
        assert words in text
    assert 'name="version" value="2"' in text
    assert Claim.objects.get(pk=claim.pk).statement == "As Marko wrote it."
    claim.refresh_from_db()
    assert edit(as_reviewer, claim, statement="As Olena typed it.").status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_takes_the_same_queries_however_long(
    number, reviewer, as_reviewer, django_assert_num_queries
):
    claim = make_claim(by=reviewer)
    for _ in range(number):
        item = make_evidence(by=reviewer, claim=claim)
        evidence.retract_evidence(by=reviewer, evidence=item, reason="Misread.")
    with django_assert_num_queries(6):
        text = html(as_reviewer.get(reverse("claim-history", args=[claim.pk])))
    assert text.count("retracted evidence from") == number
    assert "<b>Olena Koval</b> lifted the claim" in text
