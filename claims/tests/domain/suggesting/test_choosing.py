"""The best sentences are proposed, few, and none that people have dealt with."""

import pytest

from claims.domain.suggesting.choosing import MOST, Scored, choose_best, same_words


def sentences(*values):
    return [
        Scored(number, number * 10, number * 10 + 9, f"Sentence {number}", value)
        for number, value in enumerate(values)
    ]


def numbers(chosen):
    return [one.place for one in chosen]


def test_the_best_come_first_and_one_in_six_at_most():
    chosen = choose_best(sentences(0.5, 0.9, 0.2, 0.8, 0.7, 0.6, 0.95), threshold=0.4)
    assert numbers(chosen) == [6, 1]


def test_a_long_text_has_no_more_than_a_short_list():
    assert len(choose_best(sentences(*[0.9] * 500), threshold=0.4)) == MOST


@pytest.mark.parametrize(("values", "proposed"), [((0.3,), []), ((0.4,), [0]), ((), [])])
def test_nothing_below_the_threshold(values, proposed):
    assert numbers(choose_best(sentences(*values), threshold=0.4)) == proposed


def test_what_people_dealt_with_makes_room_for_the_next():
    scored = sentences(0.5, 0.9, 0.8, 0.1)
    assert numbers(choose_best(scored, threshold=0.4, decided={same_words("sentence  1")})) == [2]
    assert numbers(choose_best(scored, threshold=0.4, lifted=[(15, 17)])) == [2]
    assert numbers(choose_best(scored, threshold=0.4, lifted=[(19, 20)])) == [1]


def test_what_stands_twice_is_proposed_once():
    scored = [
        *[Scored(number, number * 10, number * 10 + 9, "The same", 0.9) for number in range(2)],
        *sentences(*[0.5] * 6),
    ]
    assert [one.words for one in choose_best(scored, threshold=0.4)] == ["The same", "Sentence 0"]
