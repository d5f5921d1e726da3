from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import claiming
from claims.models import Claim, Ruling
from claims.tests.factories import make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stage, Stance

pytestmark = pytest.mark.django_db

PAGES = ("ruling-publish", "ruling-correct", "ruling-withdraw")


@pytest.fixture
def ready(reviewer):
    claim = make_claim(by=reviewer, statement="Troops are merely regrouping.")
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Institute")
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Agency")
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE, rationale="The institute saw it.")
    claim.refresh_from_db()
    return claim


@pytest.fixture
def published(ready, as_editor):
    send(as_editor, "ruling-publish", ready, label="false", summary="It is not so.")
    ready.refresh_from_db()
    return ready


def send(client, name, claim, **fields):
    data = {"claim_version": claim.version, "client_id": uuid4(), **fields}
    return client.post(reverse(name, args=[claim.pk]), data)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("visitor", 302),
        ("as_stranger", 404),
        ("as_reviewer", 403),
        ("as_editor", 200),
        ("as_administrator", 200),
    ],
)
def test_who_may_rule(request, name, who, answer, ready):
    client = request.getfixturevalue(who)
    assert client.get(reverse(name, args=[ready.pk])).status_code == answer
    if answer != 200:
        assert send(client, name, ready, label="false", note="Why.").status_code == answer
    assert not Ruling.objects.exists()


def test_the_form_opens_with_the_reviewers_label_and_a_drafted_summary(as_editor, ready):
    page = text(as_editor.get(reverse("ruling-publish", args=[ready.pk])))
    assert 'value="false" required checked' in page
    assert "Two independent origins contradict it; no independent origins support it." in page
    assert "The institute called the regrouping account a false narrative." in page
    assert "The institute saw it." in page


def test_each_label_says_what_it_still_needs(as_editor, ready):
    page = text(as_editor.get(reverse("ruling-publish", args=[ready.pk])))
    assert 'id="missing-true"' in page
    assert 'id="missing-disputed"' in page
    assert 'id="missing-false"' not in page


def test_publishing_leads_back_to_the_claim(as_editor, ready):
    response = send(as_editor, "ruling-publish", ready, label="false", summary="It is not so.")
    assert response.headers["Location"] == reverse("claim-detail", args=[ready.pk])
    ruling = Ruling.objects.get()
    assert (ruling.label, ruling.summary, ruling.ruled_by.username) == ("false", "It is not so.", "editor")


def test_publishing_from_the_list_leads_back_to_it(as_editor, ready):
    response = send(as_editor, "ruling-publish", ready, label="false", next="settle")
    assert response.headers["Location"] == reverse("settle") + "?show=ready"
    page = text(as_editor.get(response.headers["Location"]))
    ready.refresh_from_db()
    assert reverse("check-detail", args=[ready.slug]) in page


def test_what_is_missing_is_said_and_what_was_typed_is_kept(as_editor, ready):
    response = send(
        as_editor, "ruling-publish", ready, label="true", summary="My own words.", explanation="So it is."
    )
    assert response.status_code == 422
    assert "True needs one piece of evidence from another source that supports the claim" in text(response)
    assert "My own words." in text(response)
    response = send(as_editor, "ruling-publish", ready, label="unproven", summary="My own words.")
    assert response.status_code == 422
    assert "Explain the ruling" in text(response)


def test_a_stale_page_shows_both_wordings_and_keeps_the_text(as_editor, editor, ready):
    seen = ready.version
    claiming.edit_claim(
        by=editor,
        claim=ready,
        version=seen,
        statement="Troops are regrouping near Izium.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=False,
    )
    response = send(as_editor, "ruling-publish", ready, label="false", explanation="My own words.")
    assert response.status_code == 409
    for words in ("Troops are merely regrouping.", "Troops are regrouping near Izium.", "My own words."):
        assert words in text(response)
    assert not Ruling.objects.exists()
    assert f'name="claim_version" value="{seen + 1}"' in text(response)


@pytest.mark.parametrize(
    "fields",
    [
        {"claim_version": "x"},
        {"claim_version": "99999999999999999999"},
        {"claim_version": ""},
        {"client_id": "x"},
        {"client_id": ""},
        {"label": ""},
        {"label": "maybe"},
        {"summary": "x" * 401},
        {"explanation": "x" * 20_001},
        {"summary": "a\0b"},
    ],
)
@pytest.mark.parametrize("name", ["ruling-publish", "ruling-correct"])
def test_malformed_forms_are_refused(as_editor, ready, name, fields):
    response = send(as_editor, name, ready, **({"label": "false", "note": "Why."} | fields))
    assert response.status_code == 422
    assert not Ruling.objects.exists()


def test_a_correction_needs_a_public_note(as_editor, published):
    response = send(as_editor, "ruling-correct", published, label="false", summary="Still not so.")
    assert response.status_code == 422
    assert "Say in public what changes and why." in text(response)
    response = send(as_editor, "ruling-correct", published, label="false", note="A date was wrong.")
    assert response.status_code == 302
    assert list(Ruling.objects.values_list("number", "note")) == [(1, ""), (2, "A date was wrong.")]


def test_the_correction_opens_with_the_ruling_as_it_stands(as_editor, published):
    page = text(as_editor.get(reverse("ruling-correct", args=[published.pk])))
    assert "It is not so." in page


def test_a_published_claim_is_corrected_not_published_again(as_editor, published):
    response = as_editor.get(reverse("ruling-publish", args=[published.pk]))
    assert response.headers["Location"] == reverse("ruling-correct", args=[published.pk])
    assert send(as_editor, "ruling-publish", published, label="false").status_code == 422
    assert Ruling.objects.count() == 1


def test_a_withdrawal_needs_a_public_note(as_editor, published):
    assert send(as_editor, "ruling-withdraw", published).status_code == 422
    assert send(as_editor, "ruling-withdraw", published, note="The wrong sentence.").status_code == 302
    assert Claim.objects.get().stage == Stage.AGREED
    page = text(as_editor.get(reverse("ruling-withdraw", args=[published.pk])))
    assert "has been withdrawn already" in page


def test_sent_twice_published_once(as_editor, ready):
    client_id = uuid4()
    for _ in range(2):
        assert send(as_editor, "ruling-publish", ready, label="false", client_id=client_id).status_code == 302
    assert Ruling.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ruling-publish", "still waits for verdicts"),
        ("ruling-correct", "has not been published yet"),
        ("ruling-withdraw", "has not been published yet"),
    ],
)
def test_what_is_not_due_says_so_instead_of_a_form(as_editor, reviewer, name, words):
    claim = make_claim(by=reviewer)
    shown = text(as_editor.get(reverse(name, args=[claim.pk])))
    assert words in shown
    assert 'name="client_id"' not in shown


@pytest.mark.parametrize("name", PAGES)
def test_unknown_and_retracted_claims_are_not_found(as_editor, editor, ready, name):
    assert as_editor.get(reverse(name, args=[10**12])).status_code == 404
    claiming.retract_claim(by=editor, claim=ready, reason="A duplicate.")
    assert as_editor.get(reverse(name, args=[ready.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(
    as_editor, reviewer, ready, number, django_assert_num_queries
):
    for _ in range(number):
        make_evidence(by=reviewer, claim=ready, stance=Stance.SUPPORTS)
    with django_assert_num_queries(9):
        as_editor.get(reverse("ruling-publish", args=[ready.pk]))


def test_an_editor_who_has_yet_to_judge_reads_no_verdicts_here(as_editor, reviewer, settings):
    settings.VERDICTS_NEEDED = 2
    claim = make_claim(by=reviewer)
    make_verdict(by=reviewer, claim=claim, label=Label.UNPROVEN, rationale="A secret reason.")
    for name in PAGES:
        page = text(as_editor.get(reverse(name, args=[claim.pk])))
        assert "A secret reason." not in page
        refused = send(as_editor, name, claim, label="true", note="Now.")
        assert refused.status_code == 422
        assert "A secret reason." not in text(refused)
