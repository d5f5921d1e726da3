"""What stands out between a claim and a passage."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.cues import find_cues, find_negation
from claims.domain.quantities import find_quantities


def cues(claim: str, passage: str, *, claimed_on: date | None = None, published_on: date | None = None):
    return find_cues(claim=claim, passage=passage, claimed_on=claimed_on, published_on=published_on)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,000 soldiers", [(3000, "3,000", "")]),
        ("1 000 and 2 000 people", [(1000, "1 000", ""), (2000, "2 000", "")]),
        ("some 1,234,567.5 tonnes", [(1234567.5, "1,234,567.5", "")]),
        ("two million refugees", [(2e6, "two million", "")]),
        ("three hundred and fifty thousand men", [(350e3, "three hundred and fifty thousand", "")]),
        ("twenty-five tanks", [(25, "twenty-five", "")]),
        ("half a million people", [(500e3, "half a million", "")]),
        (
            "2.5 million dollars, $40, €3 bn",
            [(2.5e6, "2.5 million dollars", "$"), (40, "$40", "$"), (3e9, "€3 bn", "€")],
        ),
        ("5%, 6 percent, 7 per cent", [(5, "5%", "%"), (6, "6 percent", "%"), (7, "7 per cent", "%")]),
        (
            "понад 3 тисячі солдатів, 2,5 млн осіб, 4 відсотки",
            [(3000, "3 тисячі", ""), (2.5e6, "2,5 млн", ""), (4, "4 відсотки", "%")],
        ),
        ("in 2014", [(2014, "2014", "year")]),
        # No quantities: days, times, ordinals, versions, names, "one" that is a pronoun.
        ("on September 11, 10 Sept., 3 травня, at 11:30, the 1st, 1.2.3, a T-72, one of them", []),
    ],
)
def test_numbers_of_a_text(text, expected):
    assert [(found.value, found.words, found.kind) for found in find_quantities(text)] == expected


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        (
            "2,500 soldiers had moved.",
            "A spokesman said 3,000 soldiers had moved.",
            "Says 3,000; the claim says 2,500",
        ),
        (
            "Losses rose to 3,000 Russian soldiers.",
            "He put it at 2,500 soldiers.",
            "Says 2,500; the claim says 3,000",
        ),
        (
            "Two million refugees came.",
            "The agency counts 1.8 million refugees.",
            "Says 1.8 million; the claim says Two million",
        ),
        (
            "Inflation fell to 5%.",
            "In June inflation stood at 8 percent.",
            "Says 8 percent; the claim says 5%",
        ),
        (
            "Aid of $40 million was sent.",
            "Aid of 30 million dollars was sent.",
            "Says 30 million dollars; the claim says $40 million",
        ),
        (
            "It took 1,000 square kilometres.",
            "Kyiv says 3,000 sq km were taken.",
            "Says 3,000; the claim says 1,000",
        ),
        (
            "The war in Donbas began in 2014.",
            "The war in Donbas began in 2015.",
            "Says 2015; the claim says 2014",
        ),
        (
            "Загинули 2500 солдатів.",
            "За його словами, загинули 3 тисячі солдатів.",
            "Says 3 тисячі; the claim says 2500",
        ),
    ],
)
def test_another_number_for_the_same_thing_is_named(claim, passage, expected):
    assert cues(claim, passage) == [expected]


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("3,000 soldiers had moved.", "Three thousand soldiers had moved."),  # the same number
        ("3,000 soldiers had moved.", "Of 5,000 soldiers 3,000 soldiers had moved."),
        ("2,500 tanks had moved east on Saturday.", "3,000 soldiers had moved east by Saturday."),
        ("It took 1,000 square kilometres.", "It took 1,000 villages and 3,000 square miles."),
        ("Inflation fell to 5%.", "Turnout reached 60%."),
        ("5 soldiers died.", "5% of soldiers died."),
        ("Soldiers had moved.", "3,000 soldiers had moved."),
        ("3,000 soldiers had moved.", "Soldiers had moved."),
    ],
)
def test_numbers_of_different_things_are_not_compared(claim, passage):
    assert cues(claim, passage) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The troops did not regroup.", "not"),
        ("They didn’t.", "didn’t"),
        ("The ministry denied it.", "denied"),
        ("It was never so.", "never"),
        ("Війська не відступили.", "не"),
        ("Войска без боя ушли.", "без"),
        ("Not only troops, but also tanks, in notable order on No. 5.", ""),
        ("Війська не лише відступили.", ""),
        ("The knot of nodes is nothingness.", ""),
        ("", ""),
    ],
)
def test_a_word_that_negates(text, expected):
    assert find_negation(text) == expected


def test_a_negation_on_one_side_is_named():
    assert cues("They regrouped.", "They did not regroup.") == ["Contains a negation the claim lacks: “not”"]
    assert cues("They never fled.", "They fled.") == ["The claim contains a negation this lacks: “never”"]
    assert cues("They never fled.", "They did not flee.") == []


def test_an_older_article_is_named():
    claimed = date(2022, 9, 10)
    assert cues("It rained.", "Rain.", claimed_on=claimed, published_on=date(2022, 9, 9)) == [
        "Dated before the claim"
    ]
    for published in (claimed, date(2022, 9, 11), None):
        assert cues("It rained.", "Rain.", claimed_on=claimed, published_on=published) == []
    assert cues("It rained.", "Rain.", published_on=date(2022, 9, 9)) == []


def test_the_most_telling_comes_first():
    found = cues(
        "3,000 soldiers left.",
        "Not 2,500 soldiers left.",
        claimed_on=date(2022, 1, 2),
        published_on=date(2022, 1, 1),
    )
    assert [words.split()[0] for words in found] == ["Says", "Contains", "Dated"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(claim, passage):
    assert all(isinstance(cue, str) and cue for cue in cues(claim, passage))
    assert not any(cue.startswith("Says") for cue in cues(claim, claim))


@pytest.mark.parametrize(
    "text", ["-" * 33, "1," * 5000, "9" * 5000, "hundred " * 500, "one " * 5000, "½ ²³ ٣٤ 1e309"]
)
def test_odd_numbers_break_nothing(text):
    find_quantities(text[:2000])
    cues(text, text)
