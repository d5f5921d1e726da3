import pytest

from claims.domain.independence import Count, Source, count

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
