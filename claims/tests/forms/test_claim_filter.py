from datetime import date

import pytest

from claims.domain import claiming
from claims.forms.claims import ClaimFilter, search_text
from claims.models import Claim
from claims.tests.factories import make_article, make_claim, make_evidence, make_verdict
from claims.vocabulary import Label, Stage, Stance

pytestmark = pytest.mark.django_db


def found(data, **options):
    return set(ClaimFilter(data, **options).apply(Claim.objects.all()).values_list("statement", flat=True))


@pytest.fixture
def two_claims(reviewer):
    """One open claim of the ministry at Reuters, and one agreed one of the institute at Polygraph."""
    one = make_claim(
        by=reviewer,
        article=make_article(by=reviewer, publisher="Reuters"),
        statement="Troops are merely regrouping.",
        claimant="Ministry of Defence",
    )
    two = make_claim(
        by=reviewer,
        article=make_article(by=reviewer, publisher="Polygraph"),
        statement="Bridges were destroyed.",
        claimant="An institute",
    )
    make_evidence(by=reviewer, claim=two, stance=Stance.SUPPORTS)
    make_verdict(by=reviewer, claim=two, label=Label.TRUE)
    return one, two


@pytest.mark.parametrize(
    "data",
    [
        {"q": "regroup"},
        {"q": "troop -bridge"},
        {"q": '"merely regrouping"'},
        {"stage": Stage.OPEN},
        {"claimant": "ministry"},
        {"q": "regrouping", "stage": "open", "claimant": "defence"},
    ],
)
def test_each_facet_narrows_the_list(two_claims, data):
    assert found(data) == {"Troops are merely regrouping."}


def test_label_and_publisher_narrow_the_list(two_claims):
    assert found({"label": "true"}) == {"Bridges were destroyed."}
    publisher = two_claims[0].lifted_from.publisher_id
    assert found({"publisher": str(publisher)}) == {"Troops are merely regrouping."}


def test_dates_are_bounds_that_belong_to_the_span(two_claims):
    day = date(2022, 9, 10)
    assert len(found({"since": day.isoformat(), "until": day.isoformat()})) == 2
    assert found({"since": "2022-09-11"}) == set()
    assert found({"until": "2022-09-09"}) == set()


def test_retracted_claims_show_only_to_those_who_may_ask(two_claims, editor):
    claiming.retract_claim(by=editor, claim=two_claims[0], reason="Not a claim.")
    assert found({"retracted": "1"}) == {"Bridges were destroyed."}
    assert found({"retracted": "1"}, with_retracted=True) == {"Troops are merely regrouping."}
    assert found({}, with_retracted=True) == {"Bridges were destroyed."}


@pytest.mark.parametrize(
    "data",
    [
        {"stage": "nonsense"},
        {"label": "'; DROP TABLE"},
        {"publisher": "abc"},
        {"publisher": "99999999999999999999999"},
        {"publisher": "-1"},
        {"since": "10/09/2022"},
        {"until": "0000-00-00"},
        {"claimant": "a\0b"},
        {"claimant": "x" * 201},
        {"q": "a\0b"},
        {"q": "-" * 33},
        {"q": "word " * 1000},
    ],
)
def test_what_cannot_be_read_is_left_out_and_said_so(two_claims, data):
    filter_ = ClaimFilter(data)
    assert filter_.notices
    assert filter_.query_string() == ""
    assert filter_.apply(Claim.objects.all()).count() == 2


@pytest.mark.parametrize(
    "typed",
    [
        "|---" * 30 + "|",
        "- " * 200 + "troops",
        "or " * 200,
        "& | ! ( ) <-> :* troops",
        '"' * 99 + "troops",
        "слова їжак 漢字 🙂",
        "\ud800 lone",
        "a_b c__d ____",
        " ".join(f"w{n}" for n in range(190)),
    ],
)
def test_no_search_upsets_the_database(two_claims, typed):
    list(ClaimFilter({"q": typed}).apply(Claim.objects.all()))


def test_search_text_keeps_words_phrases_and_minus_signs():
    assert search_text('troops -bridge "merely  regrouping" -"two words" --- |') == (
        'troops -bridge "merely regrouping" -"two words"'
    )
    assert len(search_text("word " * 60).split()) == 32


def test_the_choice_can_be_written_as_a_query_string_and_read_again(two_claims):
    filter_ = ClaimFilter(
        {"q": "a & b", "stage": "open", "disagrees": "on", "page": "7", "since": "2022-09-10"}
    )
    assert filter_.query_string() == "q=a+%26+b&stage=open&since=2022-09-10&disagrees=1"
    assert filter_.query_string(stage="", label="true") == "q=a+%26+b&since=2022-09-10&disagrees=1&label=true"


def test_each_choice_can_be_taken_away_again(two_claims):
    publisher = two_claims[0].lifted_from.publisher
    filter_ = ClaimFilter({"stage": "open", "publisher": str(publisher.pk), "disagrees": "1"})
    assert filter_.chips() == [
        ("Stage: Open", f"publisher={publisher.pk}&disagrees=1"),
        ("Appears at: Reuters", "stage=open&disagrees=1"),
        ("Reviewers differ", f"stage=open&publisher={publisher.pk}"),
    ]
