"""Claims and the vectors of their wording."""

import numpy as np
import pytest
from django.core.management import call_command

from claims.domain import claiming, embedding, retraction
from claims.models import Claim, ClaimVector
from claims.tests.factories import make_claim

pytestmark = pytest.mark.django_db


def reword(claim, *, by, statement):
    return claiming.edit_claim(
        by=by,
        claim=claim,
        version=claim.version,
        statement=statement,
        claimant_name="",
        claimed_on=None,
        changes_meaning=True,
    )


def test_a_claim_is_embedded_once(reviewer):
    claim = make_claim(by=reviewer, statement="The troops were being regrouped.")
    assert embedding.embed_claim(claim_id=claim.pk)
    row = ClaimVector.objects.get(claim=claim)
    assert row.model == embedding.model_name()
    assert row.statement_sha256 == embedding.statement_sha256(claim.statement)
    quote = claim.appearances.get().exact
    assert quote != claim.statement
    assert np.allclose(row.vector, embedding.embed([f"{quote} {claim.statement}"])[0], atol=0.002)
    assert not embedding.embed_claim(claim_id=claim.pk)
    assert not embedding.embed_claim(claim_id=claim.pk + 1)


def test_the_same_words_stand_for_a_claim_once(reviewer):
    claim = make_claim(by=reviewer)
    quote = claim.appearances.get().exact
    claiming_anew = reword(claim, by=reviewer, statement=quote)
    embedding.embed_claims_pending()
    row = ClaimVector.objects.get(claim=claiming_anew)
    assert np.allclose(row.vector, embedding.embed([quote])[0], atol=0.002)


def test_a_claim_without_a_place_is_embedded_by_its_statement(reviewer):
    claim = Claim.objects.create(statement="Nobody said where.", created_by=reviewer)
    assert embedding.embed_claim(claim_id=claim.pk)
    row = ClaimVector.objects.get(claim=claim)
    assert np.allclose(row.vector, embedding.embed(["Nobody said where."])[0], atol=0.002)


def test_a_reworded_claim_is_embedded_anew(reviewer, editor):
    claim = make_claim(by=reviewer, statement="The troops were being regrouped.")
    embedding.embed_claims_pending()
    before = ClaimVector.objects.get(claim=claim).vector
    reword(claim, by=editor, statement="Їжаки їдять яблука.")
    assert embedding.count_claims_pending() == 1
    assert embedding.embed_claims_pending() == 1
    row = ClaimVector.objects.get(claim=claim)
    assert row.vector != before
    assert row.statement_sha256 == embedding.statement_sha256("Їжаки їдять яблука.")
    assert embedding.count_claims_pending() == 0


def test_another_model_embeds_every_claim_anew(reviewer):
    make_claim(by=reviewer)
    embedding.embed_claims_pending()
    ClaimVector.objects.update(model="older")
    assert embedding.embed_claims_pending() == 1
    assert ClaimVector.objects.get().model == embedding.model_name()


def test_all_are_embedded_batch_by_batch_but_for_the_retracted(reviewer, editor):
    claims = [make_claim(by=reviewer) for _ in range(5)]
    retraction.retract(by=editor, row=claims[0], reason="Not a claim.")
    batches = []
    assert embedding.embed_claims_pending(batch=3, progress=batches.append) == 4
    assert batches == [3, 1]
    assert not ClaimVector.objects.filter(claim=claims[0]).exists()


def test_a_claim_reworded_while_it_is_embedded_keeps_waiting(reviewer, editor, monkeypatch):
    from claims.domain.embedding import statements

    claim = make_claim(by=reviewer, statement="The troops were being regrouped.")
    original = statements.embed

    def meanwhile(texts):
        reword(claim, by=editor, statement="It rained.")
        return original(texts)

    monkeypatch.setattr(statements, "embed", meanwhile)
    embedding.embed_claim(claim_id=claim.pk)
    assert embedding.count_claims_pending() == 1


@pytest.mark.django_db(transaction=True)
def test_the_command_embeds_and_says_so(reviewer, capsys):
    make_claim(by=reviewer)
    call_command("embed_claims")
    assert capsys.readouterr().out.startswith("1 claims embedded in ")
