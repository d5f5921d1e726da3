from uuid import uuid4

import pytest
from django.urls import reverse

from claims.domain import claiming, evidence
from claims.forms.rulings import Seen, read_seen, write_seen
from claims.models import Ruling
from claims.tests.factories import make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stance

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-4000-8000-000000000001"


def make_conflict(reviewer, second_reviewer):
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES)
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE, rationale="The institute saw it.")
    make_verdict(by=second_reviewer, claim=claim, label=Label.UNPROVEN, rationale="One source is few.")
    return claim


def make_ready(reviewer, label=Label.FALSE):
    claim = make_claim(by=reviewer)
    for origin in ("Institute", "Agency"):
        make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin=origin)
    make_verdict(by=reviewer, claim=claim, label=label)
    claim.refresh_from_db()
    return claim


def item(claim, *, label=None, version=None):
    return write_seen(Seen(claim.pk, label or claim.label, version or claim.version, uuid4()))


def test_disagreements_stand_side_by_side(as_editor, reviewer, second_reviewer):
    claim = make_conflict(reviewer, second_reviewer)
    page = as_editor.get(reverse("settle")).content.decode()
    for text in (
        claim.statement,
        "Olena Koval",
        "Marko Lis",
        "The institute saw it.",
        "One source is few.",
        reverse("ruling-publish", args=[claim.pk]),
    ):
        assert text in page


def test_what_is_ready_shows_with_the_summary_that_would_be_published(as_editor, reviewer):
    claim = make_ready(reviewer)
    page = as_editor.get(reverse("settle")).content.decode()
    assert claim.statement in page
    assert "Two independent origins contradict it; no independent origins support it." in page


def test_a_claim_that_rests_on_one_origin_is_not_published_without_a_word(as_editor, reviewer):
    claim = make_claim(by=reviewer)
    make_evidence(by=reviewer, claim=claim, stance=Stance.REFUTES, origin="Institute")
    make_verdict(by=reviewer, claim=claim, label=Label.FALSE)
    page = as_editor.get(reverse("settle")).content.decode()
    assert "Only one independent origin stands behind the ruling" in page
    assert "Say why" in page
    assert f'action="{reverse("ruling-publish", args=[claim.pk])}"' not in page


def test_reviewers_look_and_have_nothing_to_press(as_reviewer, reviewer, second_reviewer):
    make_conflict(reviewer, second_reviewer)
    make_ready(reviewer)
    for show in ("conflict", "ready"):
        page = as_reviewer.get(f"{reverse('settle')}?show={show}")
        assert page.status_code == 200
        assert "/publish/" not in page.content.decode()
        assert reverse("settle-accept") not in page.content.decode()


@pytest.mark.parametrize(
    ("who", "looks", "accepts"),
    [
        ("visitor", 302, 302),
        ("as_stranger", 404, 404),
        ("as_reviewer", 200, 403),
        ("as_editor", 200, 200),
        ("as_administrator", 200, 200),
    ],
)
def test_who_may_settle(request, who, looks, accepts):
    client = request.getfixturevalue(who)
    assert client.get(reverse("settle")).status_code == looks
    assert client.post(reverse("settle-accept")).status_code == accepts


def test_all_that_is_unanimous_is_published_at_once(as_editor, reviewer):
    claims = [make_ready(reviewer) for _ in range(3)]
    page = as_editor.get(reverse("settle")).content.decode()
    assert "Publish all 3 on this page" in page
    response = as_editor.post(reverse("settle-accept"), {"item": [item(claim) for claim in claims]})
    assert "3 claims published" in response.content.decode()
    assert Ruling.objects.count() == 3


def test_sent_twice_published_once(as_editor, reviewer):
    data = {"item": [item(make_ready(reviewer))]}
    for _ in range(2):
        assert "1 claim published" in as_editor.post(reverse("settle-accept"), data).content.decode()
    assert Ruling.objects.count() == 1


def test_what_changed_since_is_left_and_said(as_editor, reviewer, editor):
    reworded, weaker, fine = (make_ready(reviewer) for _ in range(3))
    items = [item(reworded), item(weaker), item(fine), item(fine, label="unproven")]
    claiming.edit_claim(
        by=editor,
        claim=reworded,
        version=1,
        statement="Other words.",
        claimant_name="",
        claimed_on=None,
        changes_meaning=False,
    )
    for piece in weaker.evidence.all():
        evidence.retract_evidence(by=editor, evidence=piece, reason="Misread.")
    page = as_editor.post(reverse("settle-accept"), {"item": items}).content.decode()
    assert "1 claim published" in page
    assert "was changed while you were reading" in page
    assert "needs one piece of evidence from another source" in page
    assert [ruling.claim_id for ruling in Ruling.objects.all()] == [fine.pk]


def test_a_claim_that_lost_its_evidence_is_not_offered(as_editor, reviewer, editor):
    claim = make_ready(reviewer)
    for piece in claim.evidence.all():
        evidence.retract_evidence(by=editor, evidence=piece, reason="Misread.")
    page = as_editor.get(reverse("settle")).content.decode()
    assert "Cannot be published any more" in page
    assert 'name="client_id"' not in page


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1",
        "1:false:1",
        "x:false:1:" + KEY,
        "1:maybe:1:" + KEY,
        "1:false:1:no-uuid",
        "²:false:1:" + KEY,
        "9" * 30 + ":false:1:" + KEY,
        ":::::::",
    ],
)
def test_damaged_lines_are_left_out(as_editor, value):
    assert read_seen([value], most=25) == []
    response = as_editor.post(reverse("settle-accept"), {"item": value})
    assert response.status_code == 200
    assert "Nothing was published" in response.content.decode()


def test_no_more_than_a_page_is_accepted():
    lines = [write_seen(Seen(number, "false", 1, uuid4())) for number in range(1, 40)]
    assert len(read_seen(lines, most=25)) == 25


@pytest.mark.parametrize(
    "query", ["?show=all", "?after=x", "?before=-1", "?show=ready&after=99999999999999999999"]
)
def test_malformed_queries_are_ignored(as_editor, reviewer, query):
    make_ready(reviewer)
    assert as_editor.get(reverse("settle") + query).status_code == 200


def test_the_list_pages_by_key(as_editor, reviewer, second_reviewer):
    claims = [make_conflict(reviewer, second_reviewer) for _ in range(11)]
    first = as_editor.get(reverse("settle"))
    assert claims[0].statement not in first.content.decode()
    older = first.context["older_url"]
    assert claims[0].statement in as_editor.get(reverse("settle") + older).content.decode()


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("show", ["conflict", "ready"])
def test_the_page_takes_a_fixed_number_of_queries(
    as_editor, reviewer, second_reviewer, number, show, django_assert_num_queries
):
    for _ in range(number):
        make_conflict(reviewer, second_reviewer)
        make_ready(reviewer)
    with django_assert_num_queries(7):
        as_editor.get(reverse("settle"), {"show": show})


def test_empty_states_say_what_comes_here(as_editor):
    assert "Nobody differs" in as_editor.get(reverse("settle"), {"show": "conflict"}).content.decode()
    assert "Nothing is ready" in as_editor.get(reverse("settle"), {"show": "ready"}).content.decode()
