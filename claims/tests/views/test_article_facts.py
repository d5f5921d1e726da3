"""Mending the facts of an article, and taking it off the desk."""

from datetime import date

import pytest
from django.urls import reverse

from claims.models import Article, AuditEvent
from claims.tests.factories import make_article

pytestmark = pytest.mark.django_db
FACTS = {
    "title": "A retreat",
    "publisher": "The Kharkiv Post",
    "published_on": "2022-09-14",
    "byline": "Somebody",
    "language": "uk",
    "url": "https://post.example/retreat",
}


@pytest.fixture
def article(reviewer) -> Article:
    return make_article(by=reviewer)


def page(name: str, article: Article) -> str:
    return reverse(f"article-{name}", args=[article.pk])


def test_a_reviewer_mends_what_an_import_could_not_know(as_reviewer, article):
    assert page("edit", article) in as_reviewer.get(page("detail", article)).content.decode()
    response = as_reviewer.post(page("edit", article), FACTS)
    assert response["Location"] == page("detail", article)
    article.refresh_from_db()
    assert (article.title, article.publisher.name, article.published_on) == (
        "A retreat",
        "The Kharkiv Post",
        date(2022, 9, 14),
    )
    assert (article.byline, article.language, article.url) == ("Somebody", "uk", FACTS["url"])
    assert AuditEvent.objects.get(action="article.changed").data["before"]["title"] != "A retreat"


def test_the_form_opens_with_what_is_known(as_reviewer, article):
    Article.objects.filter(pk=article.pk).update(language="xx", published_on=date(2022, 9, 1))
    form = as_reviewer.get(page("edit", article)).content.decode()
    assert f'value="{article.publisher.name}"' in form
    assert 'value="2022-09-01"' in form
    assert '<option value="xx" selected>' in form


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Give the article a title."),
        ("publisher", "", "Say who published it."),
        ("published_on", "14/9", "Write the date as 2022-09-14."),
        ("published_on", "1066-10-14", "The date must lie between 1400 and 2999."),
        ("url", "ftp://post.example/a", "The address must start with http:// or https://"),
        ("url", "https://post.example/taken", "Another article has this address."),
    ],
)
def test_a_refusal_keeps_what_was_typed(as_reviewer, reviewer, article, field, value, says):
    other = make_article(by=reviewer)
    as_reviewer.post(page("edit", other), FACTS | {"url": "https://post.example/taken"})
    response = as_reviewer.post(
        page("edit", article), FACTS | {"byline": "Typed words", "publisher": "Brand new"} | {field: value}
    )
    assert response.status_code == 422
    assert says in response.content.decode()
    assert 'value="Typed words"' in response.content.decode()
    assert Article.objects.get(pk=article.pk).title == article.title


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_takes_the_same_queries_however_many_publishers_there_are(
    number, as_reviewer, reviewer, django_assert_num_queries
):
    articles = [make_article(by=reviewer) for _ in range(number)]
    with django_assert_num_queries(4):
        as_reviewer.get(page("edit", articles[0]))


def test_an_editor_takes_an_article_off_the_desk_and_puts_it_back(as_editor, article):
    assert page("retract", article) in as_editor.get(page("detail", article)).content.decode()
    refused = as_editor.post(page("retract", article), {"reason": " "})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    as_editor.post(page("retract", article), {"reason": "A hoax."})
    article.refresh_from_db()
    assert (article.is_retracted, article.retraction_reason) == (True, "A hoax.")
    shown = as_editor.get(page("detail", article)).content.decode()
    assert "A hoax." in shown
    assert page("restore", article) in shown
    assert page("retract", article) not in shown
    as_editor.post(page("restore", article))
    article.refresh_from_db()
    assert not article.is_retracted


def test_a_reviewer_is_offered_neither(as_reviewer, article):
    assert page("retract", article) not in as_reviewer.get(page("detail", article)).content.decode()
    assert as_reviewer.post(page("retract", article), {"reason": "x"}).status_code == 403
    assert as_reviewer.post(page("restore", article)).status_code == 403
    assert not AuditEvent.objects.exists()
