"""Making the words of claims from before the database kept them."""

import pytest
from django.core.management import call_command
from django.db import connection

from claims.domain.claim_matching import count_pending, index_claims_pending
from claims.models import Claim, ClaimWord, ClaimWords

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims(reviewer) -> list[Claim]:
    return Claim.objects.bulk_create(
        Claim(statement=f"Dam {n} broke.", created_by=reviewer) for n in range(5)
    )


def all_words():
    return sorted(ClaimWord.objects.values_list("word", "claim_id", "count", "length"))


def test_what_has_no_words_or_has_them_by_earlier_rules_gets_them(claims):
    before = all_words()
    assert count_pending() == 0
    ClaimWords.objects.filter(claim=claims[0]).delete()
    ClaimWord.objects.filter(claim=claims[0]).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_claimwords SET rules = 0, statement = '{old}' WHERE claim_id = %s", [claims[1].pk]
        )
        cursor.execute("DELETE FROM claims_claimword WHERE claim_id = %s", [claims[1].pk])
        cursor.execute("INSERT INTO claims_claimword VALUES ('old', %s, 1, 1)", [claims[1].pk])
    assert count_pending() == 2
    batches: list[int] = []
    assert index_claims_pending(batch=1, progress=batches.append) == 2
    assert batches == [1, 1]
    assert (count_pending(), all_words()) == (0, before)


def test_retracted_claims_do_not_wait(claims, reviewer):
    Claim.objects.filter(pk=claims[0].pk).update(
        retracted_at="2022-09-14T00:00Z", retracted_by=reviewer, retraction_reason="Never said."
    )
    assert count_pending() == 0


def test_the_command_says_how_many(claims, capsys):
    ClaimWords.objects.all().delete()
    ClaimWord.objects.all().delete()
    call_command("index_claims")
    assert "5 claims indexed" in capsys.readouterr().out
    assert count_pending() == 0
