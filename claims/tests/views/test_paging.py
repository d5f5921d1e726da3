from datetime import date

import pytest
from django.http import QueryDict

from claims.models import Article
from claims.tests.factories import make_article
from claims.views.paging import page_of

pytestmark = pytest.mark.django_db

KEYS = ("sort_on", "id")
DAYS = [
    date(2022, 9, 10),
    None,
    date(2022, 9, 12),
    date(2022, 9, 10),
    date(2022, 9, 10),
    None,
    date(1400, 1, 1),
]


@pytest.fixture
def titles(reviewer):
    """Seven articles, several of one day and two without; their titles from the newest to the oldest."""
    articles = [
        make_article(by=reviewer, title=f"T{place}", published_on=day) for place, day in enumerate(DAYS)
    ]
    dated = sorted(articles, key=lambda article: (article.published_on or date.min, article.pk), reverse=True)
    return [article.title for article in dated]


def page(query=""):
    return page_of(Article.objects.all(), QueryDict(query), keys=KEYS, size=2)


def walk(step, query=""):
    found = page(query)
    pages = [[article.title for article in found.rows]]
    while getattr(found, step):
        found = page(getattr(found, step))
        pages.append([article.title for article in found.rows])
    return pages, found


def test_older_pages_show_each_row_once_in_order(titles):
    pages, _ = walk("older")
    assert [title for rows in pages for title in rows] == titles
    assert [len(rows) for rows in pages] == [2, 2, 2, 1]


def test_newer_pages_lead_back_over_the_same_rows(titles):
    pages, last = walk("older")
    back, first = walk("newer", last.newer)
    assert back == pages[-2::-1]
    assert (first.newer, bool(first.older)) == ("", True)


def test_a_row_added_meanwhile_moves_no_page(titles, reviewer):
    older = page().older
    before = [article.title for article in page(older).rows]
    make_article(by=reviewer, published_on=date(2022, 9, 30))
    assert [article.title for article in page(older).rows] == before


def test_the_rest_of_the_query_stays(titles):
    older = page("q=a+%26+b&before=&after=junk").older
    assert older.startswith("q=a+%26+b&after=")
    assert "before" not in older


@pytest.mark.parametrize(
    "query",
    [
        "after=1",
        "after=x_1",
        "after=2022-09-10_x",
        "after=2022-13-40_1",
        "after=_",
        "after=2022-09-10_1_1",
        "after=2022-09-10_99999999999999999999",
        "after=2022-09-10_-1",
        "before=9999999_1",
        "after=²_²",
    ],
)
def test_a_key_that_cannot_be_read_is_the_first_page(query, titles):
    found = page(query)
    assert [article.title for article in found.rows] == titles[:2]
    assert found.is_first


def test_a_page_takes_one_query(titles, django_assert_num_queries):
    older = page().older
    with django_assert_num_queries(1):
        page(older)
