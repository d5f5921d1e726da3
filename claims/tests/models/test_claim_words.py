"""The words of claims: the database keeps them, whatever path wrote the claim."""

import pytest
from django.db import connection

from claims.domain import claiming
from claims.models import Appearance, Claim, ClaimWord, ClaimWords
from claims.tests.factories import make_article, make_claim

pytestmark = pytest.mark.django_db
TEXT = "The ministry spoke. Bridges near Kharkiv were destroyed by 3,000 shells."


def words_of(claim):
    rows = ClaimWord.objects.filter(claim=claim).order_by("word")
    return {row.word: (row.count, row.length) for row in rows}


@pytest.fixture
def claim(reviewer) -> Claim:
    article = make_article(by=reviewer, text=TEXT)
    return make_claim(
        by=reviewer, article=article, statement="Bridge by bridge fell.", quote="Bridges near Kharkiv"
    )


def test_a_claim_is_known_by_its_statement_and_by_the_words_where_it_stands(claim):
    assert words_of(claim) == {"bridg": (2, 5), "fell": (1, 5), "near": (1, 5), "kharkiv": (1, 5)}
    kept = ClaimWords.objects.get(claim=claim)
    assert (kept.statement, kept.quotes) == (["bridg", "bridg", "fell"], ["bridg", "near", "kharkiv"])


def test_numbers_are_one_word_and_other_scripts_have_words(reviewer):
    claim = Claim.objects.create(
        statement="3,000 солдат бежали; 1,234,567 не бежали 😀 |---|---|", created_by=reviewer
    )
    assert {"3000", "1234567", "солдат"} <= set(words_of(claim))
    assert "не" not in words_of(claim)


def test_many_claims_at_once_have_their_words(reviewer):
    claims = Claim.objects.bulk_create(
        Claim(statement=f"Dam {number} broke.", created_by=reviewer) for number in range(50)
    )
    assert ClaimWord.objects.filter(word="dam").count() == 50
    assert all(set(words_of(claim)) == {"dam", str(number), "broke"} for number, claim in enumerate(claims))


def test_raw_sql_that_rewords_retracts_and_restores_is_seen(claim, reviewer):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET statement = 'Dams broke.' WHERE id = %s", [claim.pk])
        assert set(words_of(claim)) == {"dam", "broke", "bridg", "near", "kharkiv"}
        cursor.execute(
            "UPDATE claims_claim SET retracted_at = now(), retracted_by_id = %s, retraction_reason = 'x' WHERE id = %s",
            [reviewer.pk, claim.pk],
        )
        assert words_of(claim) == {}
        cursor.execute(
            "UPDATE claims_claim SET retracted_at = NULL, retracted_by_id = NULL, retraction_reason = '' WHERE id = %s",
            [claim.pk],
        )
    assert set(words_of(claim)) == {"dam", "broke", "bridg", "near", "kharkiv"}


def test_a_further_place_adds_its_words_and_takes_them_along(claim, reviewer):
    revision = claim.lifted_from.current_revision
    exact = "destroyed by 3,000 shells"
    start = TEXT.index(exact)
    place = claiming.add_appearance(
        by=reviewer, claim=claim, revision=revision, start=start, end=start + len(exact), exact=exact
    )
    assert {"destroy", "3000", "shell"} <= set(words_of(claim))
    Appearance.objects.filter(pk=place.pk).update(
        retracted_at="2022-09-14T00:00Z", retracted_by=reviewer, retraction_reason="Misread."
    )
    assert not {"destroy", "3000", "shell"} & set(words_of(claim))


def test_nothing_else_that_changes_writes_words(claim, reviewer):
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM claims_claimwords WHERE claim_id = %s", [claim.pk])
        before = cursor.fetchone()
        cursor.execute("UPDATE claims_claim SET disagrees = true WHERE id = %s", [claim.pk])
        cursor.execute("SELECT ctid::text, xmin::text FROM claims_claimwords WHERE claim_id = %s", [claim.pk])
        assert cursor.fetchone()[1:] == before


def test_the_index_alone_has_what_scoring_reads():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'claims_claimword_pkey'")
        assert "(word, claim_id) INCLUDE (count, length)" in cursor.fetchone()[0]
