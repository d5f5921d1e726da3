import pytest

from claims.domain.independence import Count, Source, count, why_not_independent

OTHER, OWN = True, False


@pytest.mark.parametrize(
    ("sources", "claimant", "links", "origins"),
    [
        ([], "", 0, 0),
        ([("ISW", OTHER)], "", 1, 1),
        ([("ISW", OTHER)] * 5, "", 5, 1),
        ([("ISW", OTHER), ("isw ", OTHER), ("  I S W", OTHER)], "", 3, 2),
        ([("ISW", OTHER), ("Reuters", OTHER)], "", 2, 2),
        ([("Ministry", OTHER), ("ISW", OTHER)], "ministry", 2, 1),  # the claimant's own word is no source
        ([("Polygraph", OWN), ("ISW", OTHER)], "", 2, 1),  # nor is the article it was lifted from
        ([("ISW", OWN), ("ISW", OTHER)], "", 2, 1),
        ([("Unknown publisher", OTHER), ("ISW", OTHER)], "", 2, 1),  # nobody known stands behind nothing
    ],
)
def test_links_and_independent_origins(sources, claimant, links, origins):
    made = [Source(origin=name, is_other_source=other) for name, other in sources]
    assert count(made, claimant=claimant) == Count(links=links, origins=origins)


@pytest.mark.parametrize(
    ("sources", "origins"),
    [
        ([("ISW", 1), ("Reuters", 1)], 1),
        ([("ISW", 1), ("Reuters", 2)], 2),
        ([("ISW", None), ("Reuters", None)], 2),
        ([("ISW", 1), ("Reuters", 1), ("Reuters", 2), ("Kyiv", 2)], 1),  # a chain of origins and stories
        ([("Kyiv", 2), ("ISW", 1), ("Reuters", 2), ("Reuters", 1)], 1),
        ([("ISW", 1), ("ISW", 2), ("Kyiv", 3)], 2),
        ([("1", 1), ("2", 1), ("3", 2)], 2),
        (
            [("Ministry", 1), ("ISW", 1), ("Reuters", 2), ("Ministry", 2)],
            2,
        ),  # what counts for nothing links nothing
    ],
)
def test_copies_of_one_story_count_once_whatever_their_origin(sources, origins):
    made = [Source(origin=name, is_other_source=True, story=story) for name, story in sources]
    assert count(made, claimant="ministry") == Count(links=len(sources), origins=origins)


def test_a_copy_of_the_claims_own_article_says_so():
    copy = Source(origin="ISW", is_other_source=False, story=1, is_copy=True)
    assert why_not_independent(copy, claimant="") == "From a copy of the claim’s own article"
    assert count([copy], claimant="").origins == 0
