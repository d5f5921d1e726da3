"""The small page on which passages are joined and split."""

import pytest

from claims.domain.ingest.pending import index_pending
from claims.models import PassageCut
from claims.tests.factories import make_article

pytestmark = pytest.mark.django_db
TEXT = "😀 One is here. Two is there. Three."


@pytest.fixture
def article(reviewer):
    article = make_article(by=reviewer, text=TEXT)
    index_pending()
    return article


@pytest.fixture
def address(article):
    return f"/articles/{article.pk}/passages/"


def sent(article, action, at, **more):
    return {"revision": article.current_revision_id, "action": action, "at": at, **more}


def body(response):
    return response.content.decode()


def passages(article):
    return list(article.current_revision.passages.order_by("number").values_list("text", flat=True))


def test_it_shows_the_passage_with_its_words_and_the_next_one(as_reviewer, address):
    page = body(as_reviewer.get(address, {"at": TEXT.index("Two") + 1}))
    for word in ("is", "there."):
        assert f'value="{TEXT.index(word, TEXT.index("Two"))}"' in page
    assert "Three." in page
    assert "One" not in page


def test_the_last_passage_cannot_be_joined(as_reviewer, address):
    page = body(as_reviewer.get(address, {"at": TEXT.index("Three")}))
    assert "Join with the next one" not in page


def test_it_comes_alone_beside_the_text(as_reviewer, address):
    response = as_reviewer.get(address, headers={"HX-Request": "true", "HX-Target": "lift"})
    assert "<html" not in body(response)
    assert "This passage" in body(response)


def test_joining_leads_back_to_the_passage(as_reviewer, article, address):
    response = as_reviewer.post(address, sent(article, "join", 0))
    cut = PassageCut.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/articles/{article.pk}/?at=0&cut={cut.pk}#at"
    assert passages(article) == ["😀 One is here. Two is there.", "Three."]
    page = body(as_reviewer.get(response["Location"]))
    assert "Joined into one passage" in page
    assert f'href="{address}?at=0"' in page


def test_splitting_from_the_text_leads_the_browser_back(as_reviewer, article, address):
    at = TEXT.index("is there")
    response = as_reviewer.post(address, sent(article, "split", at), headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith(f"/articles/{article.pk}/?at={at}&")
    assert passages(article) == ["😀 One is here.", "Two", "is there.", "Three."]


def test_a_cut_is_listed_and_undone(as_reviewer, as_second_reviewer, article, address):
    as_reviewer.post(address, sent(article, "join", 0))
    page = body(as_second_reviewer.get(address))
    assert "Joined by Olena Koval" in page
    cut = PassageCut.objects.get()
    response = as_second_reviewer.post(address, sent(article, "undo", cut.at, cut=cut.pk))
    assert "Undone" in body(as_second_reviewer.get(response["Location"]))
    assert len(passages(article)) == 3
    assert "Olena Koval" not in body(as_second_reviewer.get(address))


def test_what_cannot_be_done_is_said_and_changes_nothing(as_reviewer, article, address):
    response = as_reviewer.post(address, sent(article, "split", TEXT.index("Two")))
    assert response.status_code == 422
    assert "between two words" in body(response)
    assert not PassageCut.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"at": "x"}, {"at": -1}, {"action": "burn"}, {"revision": ""}, {"at": 10**12}, {"at": None}]
)
def test_what_cannot_be_read_is_said(as_reviewer, article, address, changes):
    form = {name: value for name, value in (sent(article, "join", 0) | changes).items() if value is not None}
    response = as_reviewer.post(address, form)
    assert response.status_code == 422
    assert "could not be read" in body(response)


def test_a_revision_or_cut_of_another_article_is_not_found(as_reviewer, reviewer, article, address):
    other = make_article(by=reviewer, text="Other one. Other two.")
    index_pending()
    assert as_reviewer.post(address, sent(other, "join", 0)).status_code == 404
    as_reviewer.post(f"/articles/{other.pk}/passages/", sent(other, "join", 0))
    cut = PassageCut.objects.get()
    assert as_reviewer.post(address, sent(article, "undo", 0, cut=cut.pk)).status_code == 404
    assert as_reviewer.post(address, sent(article, "undo", 0)).status_code == 404


def test_a_text_without_passages_says_so(as_reviewer, reviewer):
    article = make_article(by=reviewer, text=TEXT)
    page = body(as_reviewer.get(f"/articles/{article.pk}/passages/"))
    assert "waits to be indexed" in page


@pytest.mark.parametrize("cuts", [0, 2])
def test_queries_stay_the_same(as_reviewer, article, address, cuts, django_assert_num_queries):
    for _ in range(cuts):
        as_reviewer.post(address, sent(article, "join", 0))
    as_reviewer.get(f"/articles/{article.pk}/")  # shows the messages
    with django_assert_num_queries(6):
        as_reviewer.get(address)
