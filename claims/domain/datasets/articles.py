"""Articles that a dataset speaks of: those that are here, and those of which little more than a title is known."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import F, Func, Value

from claims.domain.datasets.entries import ArticleIn
from claims.domain.ingest import Draft, store_article
from claims.domain.ingest.drafts import check_url
from claims.domain.refusals import Refused
from claims.domain.text import normalise
from claims.models import Article, User
from claims.vocabulary import UNKNOWN_PUBLISHER

LOOKED_AT = 20


class Addresses:
    """Articles by their addresses, as the records of one file name them.

    The same page under another spelling is the same article, unless the file tells the two apart: what one of
    its records calls by the article's very address is not meant by another one that spells it otherwise.
    """

    def __init__(self) -> None:
        self.named: set[int] = set()

    def note(self, article: Article, url: str) -> None:
        """Take down that a record names an article so, if that is its very address."""
        if article.url and article.url == check_url(url):
            self.named.add(article.pk)

    def find(self, url: str, *, is_target: bool = False) -> Article | None:
        """Find an article by its address: a dataset's copy of its text never becomes a revision.

        ``is_target``: the record says where something stands, and does not bring the article itself.
        """
        if not url.lower().startswith(("http://", "https://")):
            return None
        address = check_url(url)
        there = Article.objects.filter(url_sha256=hashlib.sha256(address.encode()).hexdigest()).first()
        if there is None:
            key = Func(Value(address), function="claims_address_key")
            others = Article.objects.filter(address_key=key, current_revision__isnull=False)
            spelled = others.order_by(F("retracted_at").asc(nulls_first=True), "pk")
            return next((one for one in spelled if is_target or one.pk not in self.named), None)
        if not is_target:
            self.named.add(there.pk)
        return there


def address_keys(urls: Iterable[str]) -> dict[str, Any]:
    """Return by what each address is compared; one query."""
    spelled = {url: _spelled(url) for url in urls}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address, claims_address_key(address) FROM unnest(%s::text[]) AS given (address)",
            [list(spelled.values())],
        )
        keys = dict(cursor.fetchall())
    return {url: keys[address] for url, address in spelled.items()}


def _spelled(url: str) -> str:
    try:
        return check_url(url)
    except Refused:
        return url


def article_of(*, by: User, about: ArticleIn, quotes: Sequence[str], addresses: Addresses) -> Article:
    """Return the article that a dataset means, and stores what is known of one that is not here.

    One with an address is found by it; one without by title, publisher and day, if all ``quotes`` stand in its
    text. What is stored has for a text what is known: title, day, address, and the quotes. Raises Refused.
    """
    there = addresses.find(about.url) if about.url else _by_name(about, quotes)
    if there is not None:
        return there
    day = about.published_on.isoformat() if about.published_on else ""
    head = "\n".join(filter(None, (about.title, day, about.url)))
    article = store_article(
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
    addresses.note(article, about.url)
    return article


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
