import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.highlights import Mark, cut_runs

TEXT = "The troops 😀 were regrouped to the east."


def drawn(start, end, *marks):
    """Write each run as its words and the names of the marks over it."""
    return [
        (TEXT[run.start : run.end], "".join(mark.key for mark in run.marks))
        for run in cut_runs(start, end, [Mark(*mark) for mark in marks])
    ]


def test_a_text_without_marks_is_one_run():
    assert drawn(0, 10) == [("The troops", "")]


def test_marks_that_cross_share_a_run():
    assert drawn(0, 27, (4, 17, "a"), (11, 27, "b")) == [
        ("The ", ""),
        ("troops ", "a"),
        ("😀 were", "ab"),
        (" regrouped", "b"),
    ]


def test_a_mark_inside_another_lies_inside_it():
    assert drawn(0, 10, (4, 10, "in"), (0, 10, "out")) == [("The ", "out"), ("troops", "outin")]


def test_marks_over_the_same_words_are_both_there():
    assert drawn(4, 10, (4, 10, "a"), (4, 10, "b")) == [("troops", "ab")]


def test_marks_that_touch_do_not_overlap():
    assert drawn(0, 10, (0, 4, "a"), (4, 10, "b")) == [("The ", "a"), ("troops", "b")]


def test_marks_reach_over_the_ends_of_what_is_cut():
    assert drawn(4, 10, (0, 7, "a"), (8, 30, "b")) == [("tro", "a"), ("o", ""), ("ps", "b")]


@pytest.mark.parametrize("mark", [(5, 5, "x"), (0, 4, "x"), (10, 20, "x")])
def test_empty_and_distant_marks_are_left_out(mark):
    assert drawn(4, 10, mark) == [("troops", "")]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_runs_cover_everything_once_and_agree_with_the_marks(spans):
    marks = [Mark(start, end, number) for number, (start, end) in enumerate(spans)]
    runs = cut_runs(10, 40, marks)
    assert [place for run in runs for place in range(run.start, run.end)] == list(range(10, 40))
    for run in runs:
        for place in range(run.start, run.end):
            assert {mark.key for mark in run.marks} == {
                mark.key for mark in marks if mark.start <= place < mark.end
            }
