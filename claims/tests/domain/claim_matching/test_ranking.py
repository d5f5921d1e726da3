"""The ranker as it is shipped, and how it treats candidates."""

import pytest

from claims.domain.claim_matching.features import (
    FEATURES,
    OF_VECTORS,
    OF_WORDS_ALONE,
    Asked,
    Candidate,
    measure,
    names,
    numbers,
)
from claims.domain.claim_matching.ranking import PROBABLE, put_in_order, ranker
from claims.domain.claim_matching.words import Terms


def asked(text: str) -> Asked:
    words = tuple(text.lower().split())
    return Asked(text, Terms(words=words, total=1000, rows=dict.fromkeys(words, 5)))


def candidate(number: int, text: str, **fields) -> Candidate:
    return Candidate(number, text, text.lower().split(), [], **fields)


def order(text: str, candidates: list[Candidate]):
    measure(asked(text), candidates, with_vectors=False)
    return put_in_order(ranker(with_vectors=False), candidates)


def test_a_word_weighs_less_once_claims_that_have_it_are_counted():
    terms = Terms(words=("river",), total=1000)
    unknown = terms.weight("river")
    assert unknown == terms.most
    terms.counted({"river": 400})
    assert terms.weight("river") < unknown
    assert terms.sum(["river", "bridge"]) == pytest.approx(terms.weight("river") + terms.weight("bridge"))
    assert (terms.heaviest(["river", "bridge"]), terms.heaviest([])) == (terms.weight("bridge"), 0.0)


@pytest.mark.parametrize("with_vectors", [True, False])
def test_only_what_its_ranker_weighs_is_measured(with_vectors):
    one = candidate(1, "troops left izium")
    measure(asked("troops left izium"), [one], with_vectors=with_vectors)
    shipped = ranker(with_vectors=with_vectors)
    assert set(one.figures) == set(shipped.order.features)


@pytest.mark.parametrize("with_vectors", [True, False])
def test_the_shipped_weights_name_figures_that_are_measured(with_vectors):
    shipped = ranker(with_vectors=with_vectors)
    known = set(FEATURES) - set(OF_WORDS_ALONE if with_vectors else OF_VECTORS)
    assert set(shipped.order.features) == known
    assert set(shipped.probability.features) - {"score", "above_next"} <= known
    assert 0 < shipped.line <= PROBABLE


def test_more_in_common_is_likelier():
    near = candidate(2, "troops left Izium on Saturday", bm25=20, rank_words=1)
    far = candidate(1, "troops arrived in Riga", bm25=4, rank_words=2)
    ranked = order("troops left Izium on Saturday", [far, near])
    assert [one.candidate for one in ranked] == [near, far]
    assert 1 > ranked[0].probability > ranked[1].probability > 0


def test_the_same_wording_counts_alike_and_the_earliest_is_first():
    late = candidate(9, 'troops left "Izium"', bm25=20, rank_words=1)
    early = candidate(3, "troops left 'Izium'", bm25=19, rank_words=2)
    ranked = order("troops left Izium", [late, early])
    assert [one.candidate.claim_id for one in ranked] == [3, 9]
    assert ranked[0].candidate.figures["score"] == ranked[1].candidate.figures["score"]


def test_letters_tell_apart_what_words_do_not():
    misspelt = candidate(1, "zelenskyi visited kharkiv")
    other = candidate(2, "nobody visited anything here")
    third = candidate(3, "a storm visited kharkiv")
    third.quotes = ["zelenskiy", "visited", "kharkiv"]
    measure(asked("zelensky visited kharkiv"), [misspelt, other, third], with_vectors=True)
    near, far, quoted = (one.figures for one in (misspelt, other, third))
    assert near["letters_statement"] > far["letters_statement"]
    # One word is shared, and many have it.
    assert far["letters_statement"] < near["letters_statement"] / 2
    assert quoted["letters_quotes"] > quoted["letters_statement"]
    assert quoted["letters_best"] == quoted["letters_quotes"]
    assert near["letters_quotes"] == 0
    assert all(0 <= near[name] <= 1 for name in near if name.startswith("letters"))


def test_the_same_letters_are_wholly_alike():
    same = candidate(1, "troops left izium")
    measure(asked("troops left izium"), [same, candidate(2, "rain fell")], with_vectors=True)
    assert same.figures["letters_both"] == pytest.approx(1.0)


def test_nothing_to_order_is_nothing():
    assert order("troops", []) == []
    assert len(order("troops", [candidate(1, "troops", bm25=1, rank_words=1)])) == 1


def test_numbers_and_names_are_read():
    assert numbers("3,000 of 12.5 in 1,234,567") == {"3000", "12.5", "1234567"}
    assert names("The Ministry and Іван said", anywhere=False) == {"ministry", "іван"}
    assert "the" in names("The Ministry", anywhere=True)
