"""Which earlier claims are found, in what order, and what is said of them."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from claims.domain import claim_links, claiming, embedding
from claims.domain.claim_matching import Matches, similar_claims
from claims.domain.claim_matching.finding import CUT, NO_WORD, NOT_RUN
from claims.domain.claim_matching.words import best_by_words, read_terms
from claims.models import Claim
from claims.tests.factories import make_article, make_claim
from claims.vocabulary import Relation

pytestmark = pytest.mark.django_db

BRIDGE = "Ukrainian forces destroyed the Antonivka bridge near Kherson with 16 rockets."
OTHERS = [
    "The ministry said that exports of grain rose by a third.",
    "A hospital in Kharkiv was closed for lack of power.",
    "The bridge of a ship was on fire in the harbour.",
    "Turkey sold 20 drones to Poland.",
    "The president signed the budget on Friday.",
]


@pytest.fixture
def words_alone(settings):
    settings.EMBEDDER = "none"
    embedding.forget_model()
    yield
    embedding.forget_model()


@pytest.fixture
def pool(reviewer) -> dict[str, Claim]:
    claims = [Claim(statement=statement, created_by=reviewer) for statement in [BRIDGE, *OTHERS]]
    return {claim.statement: claim for claim in Claim.objects.bulk_create(claims)}


@pytest.mark.usefixtures("words_alone")
class TestByWords:
    def test_any_of_the_words_is_enough_and_rare_ones_weigh_more(self, pool):
        terms = read_terms("the bridge of Antonivka")
        found = best_by_words(terms, limit=10, leaving_out=None)
        assert list(found) == [pool[BRIDGE].pk, pool[OTHERS[2]].pk]
        assert terms.weight("antonivka") > terms.weight("bridg") > 0

    def test_the_database_scores_as_the_code_does(self, pool):
        terms = read_terms("Antonivka bridge rockets")
        found = best_by_words(terms, limit=10, leaving_out=None)
        claim = pool[BRIDGE]
        assert found[claim.pk] == pytest.approx(terms.bm25(Counter(claim.words.statement)))

    def test_a_longer_claim_with_the_same_word_comes_later(self, reviewer):
        short = Claim.objects.create(statement="Dams broke.", created_by=reviewer)
        long = Claim.objects.create(
            statement="Dams, says a paper from Riga, hold well in spring.", created_by=reviewer
        )
        assert list(best_by_words(read_terms("dam"), limit=5, leaving_out=None)) == [short.pk, long.pk]

    def test_common_words_count_though_only_rare_ones_find(self, reviewer, monkeypatch):
        """With room for one row, the rarest word finds and the others still add to the score."""
        Claim.objects.bulk_create(
            Claim(statement=f"Trains to Lviv {n} ran.", created_by=reviewer) for n in range(5)
        )
        both = Claim.objects.create(statement="Trains to Poltava ran.", created_by=reviewer)
        terms = read_terms("trains Poltava")
        full = best_by_words(terms, limit=10, leaving_out=None)
        monkeypatch.setattr("claims.domain.claim_matching.words.ROWS", 1)
        bounded = best_by_words(terms, limit=10, leaving_out=None)
        assert list(bounded) == [both.pk]
        assert bounded[both.pk] == pytest.approx(full[both.pk])

    def test_the_same_in_nearly_the_same_words_is_first_and_pointed_out(self, pool):
        matches = similar_claims(
            statement="Antonivka bridge near Kherson was destroyed by Ukrainian forces with 16 rockets"
        )
        first = matches.items[0]
        assert (first.claim, first.rank, first.is_near) == (pool[BRIDGE], 1, True)
        assert first.verdict in {"Probably the same", "Perhaps the same"}
        assert matches.made_by.startswith("claim-matcher-words-")

    def test_what_has_nothing_to_do_with_it_is_not_pointed_out(self, pool):
        matches = similar_claims(statement="Wages of nurses in Portugal fell while rents doubled")
        assert not any(match.is_near for match in matches.items)

    def test_retracted_claims_are_not_found(self, pool, reviewer, editor):
        claiming.retract_claim(by=editor, claim=pool[BRIDGE], reason="Never said.")
        assert pool[BRIDGE] not in [match.claim for match in similar_claims(statement=BRIDGE).items]

    def test_a_claim_is_found_by_the_words_of_the_article(self, reviewer):
        article = make_article(by=reviewer, text="Officials call it merely a regrouping of troops.")
        claim = make_claim(
            by=reviewer,
            article=article,
            statement="Units leave Izium as planned.",
            quote="merely a regrouping of troops",
        )
        assert similar_claims(statement="They were merely regrouping troops").items[0].claim == claim

    def test_of_claims_in_the_same_words_the_earliest_is_first(self, reviewer):
        first = Claim.objects.create(statement='The "bridge" fell on Friday.', created_by=reviewer)
        Claim.objects.create(statement="The 'bridge' fell on Friday", created_by=reviewer)
        items = similar_claims(statement="the bridge fell on Friday").items
        assert items[0].claim == first
        assert items[0].score == pytest.approx(items[1].score, abs=0.2)

    def test_it_does_not_propose_itself_nor_what_it_was_linked_to(self, pool, reviewer):
        again = Claim.objects.create(statement=BRIDGE, created_by=reviewer)
        third = Claim.objects.create(statement=BRIDGE, created_by=reviewer)
        claim_links.link_claims(by=reviewer, claim=again, other=pool[BRIDGE], relation=Relation.DIFFERENT)
        found = [match.claim for match in similar_claims(statement=BRIDGE, claim=again).items]
        assert found == [third]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", NO_WORD),
            ("   \n", NO_WORD),
            ("-" * 33, NO_WORD),
            ("|---" * 30 + "|", NO_WORD),
            ("😀😀", NO_WORD),
            ("\0", NO_WORD),
            ("the of and", NO_WORD),
            ("https://t.co/abc", NO_WORD),
            ("bridge", ""),
            ("міст Антонівський зруйновано", ""),
            ("桥梁被毁", ""),
            ("'); DROP TABLE claims_claim; -- & | ! :* <->", ""),
            ("bri\0dge \ud800", ""),
            ("bridge " * 10_000, CUT),
            (" ".join(f"word{n}" for n in range(10_000)), CUT),
            ("x" * 100_000, CUT),
        ],
    )
    def test_every_text_is_answered(self, pool, text, message):
        matches = similar_claims(statement=text)
        assert matches.message == message
        assert matches.message != NOT_RUN

    def test_an_empty_desk_answers(self, db):
        assert similar_claims(statement=BRIDGE).items == []

    def test_reasons_are_in_words(self, reviewer):
        earlier = Claim.objects.create(
            statement="The ministry said that 3,000 soldiers fled.",
            claimed_on=date(2022, 9, 10),
            created_by=reviewer,
        )
        same = similar_claims(
            statement="3000 soldiers fled, the Ministry admits", claimed_on=date(2022, 9, 10)
        )
        assert same.items[0].claim == earlier
        assert same.items[0].reasons[1:] == ["the same number", "said the same day"]
        assert same.items[0].reasons[0].startswith("shares: ")
        assert set(same.items[0].reasons[0][8:].split(", ")) == {"ministry", "3,000", "soldiers", "fled"}
        other = similar_claims(statement="2,500 soldiers fled")
        assert "another number: 3000" in other.items[0].reasons

    @pytest.mark.parametrize("number", [1, 5])
    def test_queries_stay_the_same(self, reviewer, number, django_assert_num_queries):
        Claim.objects.bulk_create(Claim(statement=BRIDGE, created_by=reviewer) for _ in range(number))
        with django_assert_num_queries(8):
            assert len(similar_claims(statement=BRIDGE).items) == number


class TestByVectors:
    def test_what_says_the_same_in_other_words_is_found(self, pool):
        embedding.embed_claims_pending()
        matches = similar_claims(statement="Kyiv's army blew up the river crossing at Kherson")
        assert matches.items[0].claim == pool[BRIDGE]
        assert matches.made_by.startswith("claim-matcher-words-and-vectors-")

    def test_a_vector_that_is_given_is_used(self, pool):
        embedding.embed_claims_pending()
        vector = embedding.embed([BRIDGE])[0]
        items = similar_claims(statement="It happened again", vector=vector).items
        assert items[0].claim == pool[BRIDGE]

    def test_a_claim_brings_its_own_vector_and_the_model_is_not_asked(self, pool, reviewer, monkeypatch):
        claim = Claim.objects.create(
            statement="Kyiv blew up a river crossing at Kherson.", created_by=reviewer
        )
        embedding.embed_claims_pending()
        monkeypatch.setattr(embedding, "embed", None)
        matches = similar_claims(statement=claim.statement, claim=claim)
        assert matches.made_by.startswith("claim-matcher-words-and-vectors-")
        assert matches.items[0].claim == pool[BRIDGE]

    def test_a_claim_that_still_waits_for_its_vector_goes_by_words(self, pool, reviewer):
        claim = Claim.objects.create(statement="The Antonivka bridge is gone.", created_by=reviewer)
        matches = similar_claims(statement=claim.statement, claim=claim)
        assert matches.made_by.startswith("claim-matcher-words-3")
        assert matches.items[0].claim == pool[BRIDGE]

    def test_retracted_claims_are_not_found_by_their_vectors(self, pool, editor):
        embedding.embed_claims_pending()
        claiming.retract_claim(by=editor, claim=pool[BRIDGE], reason="Never said.")
        vector = embedding.embed([BRIDGE])[0]
        assert isinstance(vector, np.ndarray)
        found = [match.claim for match in similar_claims(statement="Bridge", vector=vector).items]
        assert pool[BRIDGE] not in found


def test_a_query_that_fails_is_answered_and_leaves_the_transaction_usable(reviewer, monkeypatch):
    Claim.objects.create(statement=BRIDGE, created_by=reviewer)
    monkeypatch.setattr("claims.domain.claim_matching.words.BEST", "SELECT 1/0 -- {score}{rows}{looked_at}")
    assert similar_claims(statement=BRIDGE) == Matches(message=NOT_RUN)
    assert Claim.objects.count() == 1
