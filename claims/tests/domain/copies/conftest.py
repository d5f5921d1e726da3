"""Articles stored and revised as newsrooms do."""

import pytest

from claims.domain.ingest import Draft, add_revision, store_article
from claims.models import Article, User


@pytest.fixture
def store(reviewer: User):
    """Return a function that stores a text as a new article of a publisher of its own."""
    number = iter(range(1, 1000))

    def store(text: str, **fields) -> Article:
        fields = {"title": f"Headline {next(number)}", "publisher": f"Paper {next(number)}", **fields}
        return store_article(by=reviewer, draft=Draft(text=text, language="en", **fields)).article

    return store


@pytest.fixture
def revise(reviewer: User):
    def revise(article: Article, text: str) -> None:
        add_revision(by=reviewer, article=article, draft=Draft(text=text))

    return revise
