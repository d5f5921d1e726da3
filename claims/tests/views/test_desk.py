from uuid import uuid4

import pytest

from claims.domain import evidence, rulings
from claims.tests.factories import make_article, make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stance

pytestmark = pytest.mark.django_db


def html(client):
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def agreed(by, statement=""):
    claim = make_claim(by=by, statement=statement)
    make_evidence(by=by, claim=claim, stance=Stance.REFUTES)
    make_verdict(by=by, claim=claim, label=Label.FALSE)
    return claim


def test_an_empty_desk_teaches_the_first_steps(reviewer, as_reviewer):
    assert "Start with an article" in html(as_reviewer)
    make_article(by=reviewer)
    assert "Lift the first claim" in html(as_reviewer)
    make_claim(by=reviewer)
    assert "1 claim waits for you" in html(as_reviewer)


def test_only_open_claims_without_my_verdict_wait_for_me(settings, reviewer, as_reviewer, as_second_reviewer):
    settings.VERDICTS_NEEDED = 2
    make_verdict(by=reviewer, claim=make_claim(by=reviewer))
    make_claim(by=reviewer)
    assert "1 claim waits for you" in html(as_reviewer)
    assert "2 claims wait for you" in html(as_second_reviewer)


def test_what_waits_for_editors_is_named(reviewer, second_reviewer, as_editor):
    agreed(reviewer, statement="Ready one.")
    differing = agreed(reviewer, statement="Contested one.")
    make_verdict(by=second_reviewer, claim=differing, label=Label.UNPROVEN)
    text = html(as_editor)
    conflict, ready = text.split('id="conflict-title"')[1].split('id="agreed-title"')
    assert "Contested one." in conflict
    assert "Ready one." in ready.split('id="today-title"')[0]
    assert "Contested one." not in ready.split('id="today-title"')[0]


def test_evidence_that_came_after_my_verdict_is_brought_to_me(
    reviewer, second_reviewer, as_reviewer, as_second_reviewer
):
    claim = agreed(reviewer)
    assert "Evidence changed since your verdict" not in html(as_reviewer)
    make_evidence(by=second_reviewer, claim=claim)
    assert "Evidence changed since your verdict" in html(as_reviewer)
    assert "Evidence changed since your verdict" not in html(as_second_reviewer)


def test_the_team_s_day_is_told_in_sentences(reviewer, editor, as_editor):
    claim = agreed(reviewer, statement="Told today.")
    claim.refresh_from_db()
    rulings.publish(
        by=editor,
        claim=claim,
        label=Label.FALSE,
        claim_version=1,
        client_id=uuid4(),
        explanation="One witness on site is enough.",
    )
    today = html(as_editor).split('id="today-title"')[1]
    for who, deed in (
        ("Ines Duarte", "published the ruling on"),
        ("Olena Koval", "gave a verdict on"),
        ("Olena Koval", "brought evidence to"),
        ("Olena Koval", "lifted"),
    ):
        assert f'<b>{who}</b> {deed} <a href="/claims/{claim.pk}/">“Told today.”</a>' in today


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_takes_the_same_queries_however_much_there_is(
    number, reviewer, second_reviewer, editor, as_editor, django_assert_num_queries
):
    for _ in range(number):
        make_claim(by=reviewer)
        agreed(reviewer)
        differing = agreed(reviewer)
        make_verdict(by=editor, claim=differing, label=Label.UNPROVEN)
        late = make_evidence(by=reviewer, claim=differing)
        evidence.retract_evidence(by=reviewer, evidence=late, reason="Misread.")
    with django_assert_num_queries(13):
        html(as_editor)
