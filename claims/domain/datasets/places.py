"""Texts with the claims that stand in them, for the formats of annotators' programs."""

import hashlib
import json
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F

from claims.domain.datasets.gathering import claim_state, public_label
from claims.domain.datasets.kept import all_of
from claims.domain.naming import known_publisher
from claims.models import Appearance, Article

TEXTS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Span:
    """A place where a claim stands, in code points, and what is said of the claim."""

    id: int
    claim_id: int
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    statement: str
    claimant: str
    claimed_on: date | None
    label: str
    version: int
    noted_by: int
    noted_at: datetime

    @property
    def state(self) -> str:
        """What has to stay as it is for an imported record to speak for this place."""
        return claim_state(version=self.version, label=self.label)


@dataclass(frozen=True, slots=True)
class Text:
    """The current text of an article, and the places of the chosen claims in it.

    ``publisher`` is "" where nobody knows who that is.
    """

    article_id: int
    title: str
    publisher: str
    url: str
    published_on: date | None
    language: str
    revision_id: int
    revision_number: int
    revision_at: datetime
    text: str
    spans: tuple[Span, ...]

    @property
    def state(self) -> str:
        """What has to stay as it is for an imported record to speak for this text and its places."""
        return text_state(
            self.revision_id, [(span.claim_id, span.state, span.start, span.end) for span in self.spans]
        )


def text_state(revision_id: int, places: list[tuple[int, str, int, int]]) -> str:
    """Return the hex SHA-256 of a revision and of claims, their states and their places in it."""
    return hashlib.sha256(json.dumps([revision_id, sorted(places)]).encode()).hexdigest()


def _standing():
    """Return where claims stand now: in the current text of an article that was not retracted."""
    return Appearance.objects.standing().filter(
        claim__retracted_at=None,
        revision__article__retracted_at=None,
        revision__article__current_revision=F("revision"),
    )


def articles_of(ids: Sequence[int]) -> Sequence[int]:
    """Return the ids of the articles in which chosen claims stand, sorted."""
    found = _standing().filter(claim__in=all_of(ids)).order_by().values_list("revision__article", flat=True)
    return array("q", sorted(set(found.iterator(chunk_size=5000))))


def count_places(ids: Sequence[int]) -> tuple[int, int]:
    """Return how many places chosen claims stand at, and how many of the claims have one."""
    counted = _standing().filter(claim__in=all_of(ids)).aggregate(Count("pk"), Count("claim", distinct=True))
    return counted["pk__count"], counted["claim__count"]


def texts_of(ids: Sequence[int], *, articles: Sequence[int]) -> Iterator[list[Text]]:
    """Yield the texts of articles in their order, ``TEXTS_AT_ONCE`` at a time, with the chosen claims' places."""
    chosen = frozenset(ids)
    for start in range(0, len(articles), TEXTS_AT_ONCE):
        yield _texts(articles[start : start + TEXTS_AT_ONCE], chosen)


def _texts(articles: Sequence[int], chosen: frozenset[int]) -> list[Text]:
    spans = _spans(articles, chosen)
    rows = Article.objects.filter(pk__in=list(articles)).select_related("publisher", "current_revision")
    found = []
    for article in rows.order_by("pk"):
        revision = article.current_revision
        if revision is None:
            continue
        found.append(
            Text(
                article_id=article.pk,
                title=article.title,
                publisher=known_publisher(article.publisher.name),
                url=article.url,
                published_on=article.published_on,
                language=article.language,
                revision_id=revision.pk,
                revision_number=revision.number,
                revision_at=revision.created_at,
                text=revision.text,
                spans=tuple(spans[revision.pk]),
            )
        )
    return found


def _spans(articles: Sequence[int], chosen: frozenset[int]) -> dict[int, list[Span]]:
    rows = (
        _standing()
        .filter(revision__article__in=list(articles))
        .select_related("claim__claimant")
        .defer("claim__search")
        .order_by("revision", "start", "end", "claim")
    )
    found: dict[int, list[Span]] = defaultdict(list)
    for row in rows:
        if row.claim_id not in chosen:
            continue
        claim = row.claim
        found[row.revision_id].append(
            Span(
                id=row.pk,
                claim_id=claim.pk,
                start=row.start,
                end=row.end,
                exact=row.exact,
                prefix=row.prefix,
                suffix=row.suffix,
                statement=claim.statement,
                claimant=claim.claimant.name if claim.claimant else "",
                claimed_on=claim.claimed_on,
                label=public_label(claim),
                version=claim.version,
                noted_by=row.created_by_id,
                noted_at=row.created_at,
            )
        )
    return found
