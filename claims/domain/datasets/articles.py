"""Articles that a dataset speaks of: those that are here, and those of which little more than a title is known."""

import hashlib
from collections.abc import Sequence

from claims.domain.datasets.entries import ArticleIn
from claims.domain.ingest import Draft, store_article
from claims.domain.ingest.drafts import check_url
from claims.domain.text import normalise
from claims.models import Article, User
from claims.vocabulary import UNKNOWN_PUBLISHER

LOOKED_AT = 20


def by_url(url: str) -> Article | None:
    """Find an article by its address: a dataset's copy of its text never becomes a revision."""
    if not url.lower().startswith(("http://", "https://")):
        return None
    sha256 = hashlib.sha256(check_url(url).encode()).hexdigest()
    return Article.objects.filter(url_sha256=sha256).first()


def article_of(*, by: User, about: ArticleIn, quotes: Sequence[str]) -> Article:
    """Return the article that a dataset means, and stores what is known of one that is not here.

    One with an address is found by it; one without by title, publisher and day, if all ``quotes`` stand in its
    text. What is stored has for a text what is known: title, day, address, and the quotes. Raises Refused.
    """
    there = by_url(about.url) if about.url else _by_name(about, quotes)
    if there is not None:
        return there
    day = about.published_on.isoformat() if about.published_on else ""
    head = "\n".join(filter(None, (about.title, day, about.url)))
    return store_article(
        by=by,
        draft=Draft(
            text="\n\n".join([head, *dict.fromkeys(quotes)]),
            title=about.title,
            publisher=about.publisher,
            url=about.url,
            published_on=about.published_on,
            media_type="text/csv",
        ),
    ).article


def _by_name(about: ArticleIn, quotes: Sequence[str]) -> Article | None:
    found = Article.objects.standing().filter(
        url="",
        title=" ".join(normalise(about.title).split()),
        published_on=about.published_on,
        publisher__name__iexact=about.publisher.strip() or UNKNOWN_PUBLISHER,
        current_revision__isnull=False,
    )
    for article in found.select_related("current_revision").order_by("pk")[:LOOKED_AT]:
        assert article.current_revision is not None
        if all(quote in article.current_revision.text for quote in quotes):
            return article
    return None
