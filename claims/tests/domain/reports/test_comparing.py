import random

import pytest

from claims.domain.reports.comparing import Place, compare_places, stay_in_order


def places(letters, section=0):
    return [Place(ord(letter), section, ord(letter), "true") for letter in letters]


def letters_of(found):
    return {name: "".join(map(chr, ids)) for name, ids in found.items()}


@pytest.mark.parametrize(
    ("older", "newer", "moved"),
    [
        ("abcde", "abcde", ""),
        ("abcde", "eabcd", "e"),
        ("abcde", "bcdea", "a"),
        ("abcde", "abxcde", ""),
        ("abcde", "ace", ""),
        ("abcde", "edcba", "edcb"),
        ("abcdef", "badcfe", "bdf"),
        ("", "abc", ""),
        ("abc", "", ""),
    ],
)
def test_the_fewest_claims_that_explain_the_order_have_moved(older, newer, moved):
    found = letters_of(compare_places(places(older), places(newer)))
    assert len(found["moved"]) == len(moved)
    assert found["added"] == "".join(letter for letter in newer if letter not in older)
    assert found["removed"] == "".join(letter for letter in older if letter not in newer)
    # What did not move stands in the same order in both.
    stayed = [letter for letter in newer if letter in older and letter not in found["moved"]]
    assert stayed == sorted(stayed, key=older.index)


def test_a_claim_in_another_section_has_moved():
    found = compare_places([*places("ab"), *places("c", section=7)], [*places("a"), *places("bc", section=7)])
    assert letters_of(found)["moved"] == "b"


def test_another_ruling_is_told():
    older, newer = places("ab"), [*places("a"), Place(ord("b"), 0, 99, "false")]
    assert letters_of(compare_places(older, newer))["reruled"] == "b"


def test_the_row_that_stays_rises_and_is_the_longest():
    numbers = list(range(9))
    random.Random(4).shuffle(numbers)
    row = stay_in_order(numbers)
    in_order = [number for number in numbers if number in row]
    assert in_order == sorted(in_order)

    def longest(rest, above=-1):
        if not rest:
            return 0
        skip = longest(rest[1:], above)
        return max(skip, 1 + longest(rest[1:], rest[0])) if rest[0] > above else skip

    assert len(row) == longest(numbers)
