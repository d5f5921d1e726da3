"""Finding a quote again in a changed text."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.domain.anchoring import context, locate
from claims.vocabulary import AnchorMethod

QUOTE = "the Russian troops stationed in the districts of Balakliia and Izium were to regroup"
TEXT = (
    "On September 10 a statement came. In it the ministry said that the Russian troops stationed in the districts"
    " of Balakliia and Izium were to regroup. Analysts saw a rout. " + "More followed on the next day. " * 30
)
START = TEXT.index(QUOTE)
prose = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300)


def find(text, quote=QUOTE, start=START, prefix="", suffix=""):
    return locate(text, exact=quote, prefix=prefix, suffix=suffix, start=start)


@given(prose, prose, prose.filter(str.strip), st.integers(0, 900))
def test_an_unchanged_quote_is_found_wherever_it_went(before, after, quote, start):
    text = before + quote + after
    anchor = find(text, quote, start)
    assert anchor.method == AnchorMethod.EXACT
    assert anchor.score == 1
    assert text[anchor.start : anchor.end] == quote


@given(prose, prose, st.integers(0, 900))
def test_context_picks_among_many(before, after, start):
    quote = "That is false."
    text = f"{quote} {before}<{quote}>{after} {quote}"
    assume(text.count(f"<{quote}>") == 1)
    anchor = find(text, quote, start, prefix="<", suffix=">")
    assert text[anchor.start - 1 : anchor.end + 1] == f"<{quote}>"


def test_without_context_the_nearest_wins():
    text = "That is false. " * 20
    assert find(text, "That is false.", 151).start == 150


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stationed in", "based in"),
        ("Balakliia and Izium", "Balakliya and Izyum"),
        ("were to regroup", "were soon to regroup"),
        ("the Russian", "the  Russian"),
    ],
)
def test_a_reworded_quote_is_found_nearly(old, new):
    text = "A new first paragraph. " * 20 + TEXT.replace(old, new)
    anchor = find(text)
    found = text[anchor.start : anchor.end]
    assert anchor.method == AnchorMethod.FUZZY
    assert 0.8 <= anchor.score < 1
    assert found.startswith("the")
    assert found.endswith(("regroup", "regroup."))


def test_a_quote_that_is_gone_is_not_found():
    assert find("An entirely different report about the harvest. " * 50) is None


def test_a_short_quote_is_never_guessed():
    assert find("They lost badly.", "They won", 0) is None


@given(prose, prose)
def test_what_is_found_is_whole_words_of_the_text(text, quote):
    anchor = find(text, quote, 0)
    if anchor is not None:
        assert 0 <= anchor.start < anchor.end <= len(text)
        assert text[anchor.start : anchor.end] == (
            quote if anchor.score == 1 else text[anchor.start : anchor.end].strip()
        )


def test_a_reworded_quote_is_found_far_off_in_a_large_text():
    text = "Nothing to see in this sentence at all. " * 2_000 + TEXT.replace("stationed", "based")
    assert find(text, start=10).method == AnchorMethod.FUZZY


def test_context_stops_at_the_ends():
    assert context("abcdef", 1, 3, 2) == ("a", "de")
