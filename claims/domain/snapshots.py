"""What a ruling keeps of its evidence and its claim, in a form that later changes cannot reach."""

from typing import Any

from django.db.models import F, Q

from claims.domain.boards import source_of
from claims.models import Appearance, Article, Claim, Evidence

SAID_IN_MOST = 50


def of_evidence(claim: Claim, evidence: list[Evidence]) -> list[dict[str, Any]]:
    """Return evidence, fetched ``with_sources()``, as it stands."""
    snapshot = []
    for item in evidence:
        article = item.revision.article if item.revision else None
        source = source_of(item, claim=claim)
        day = article.published_on if article else item.source_date
        snapshot.append(
            {
                "id": item.pk,
                "stance": item.stance,
                "quote": item.quote,
                "origin": item.origin.name,
                "source": article.publisher.name if article else item.source_name,
                "title": article.title if article else "",
                "url": article.url if article else item.url,
                "date": day.isoformat() if day else "",
                "counts": source.is_other_source,
                "copy": source.is_copy,
                "story": source.story,
            }
        )
    return snapshot


def where_said(claim: Claim) -> list[dict[str, str]]:
    """Return the articles that the claim stands in, the one it was lifted from first, then by date."""
    stands_in = Appearance.objects.standing().filter(claim=claim).values("revision__article")
    articles = list(
        Article.objects.filter(Q(pk__in=stands_in) | Q(pk=claim.lifted_from_id), retracted_at=None)
        .select_related("publisher")
        .order_by(F("published_on").asc(nulls_last=True), "pk")[:SAID_IN_MOST]
    )
    articles.sort(key=lambda article: article.pk != claim.lifted_from_id)
    return [
        {
            "title": article.title,
            "publisher": article.publisher.name,
            "url": article.url,
            "date": article.published_on.isoformat() if article.published_on else "",
        }
        for article in articles
    ]
