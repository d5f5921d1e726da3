"""What a report or an export says of a claim: one record each, put together by the database.

Verdicts on claims that are still open are left out: who has yet to judge must not read them in a file.
"""

import json
from array import array
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from claims.models import Claim, Report, ReportItem
from claims.models.evidence import linked_article_sql

CHUNK = 1000

# The ids are written out, so that each list is planned for: one plan for any list took a hundred times as long.
RECORDS = f"""
WITH chosen AS (
    SELECT claim.id, claim.stage, claim.retracted_at, claim.label, claim.statement, claim.claimant_id,
        claim.claimed_on, claim.lifted_from_id, claim.meaning_version, claim.slug, wanted.place
    FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted(number, place)
    JOIN claims_claim claim ON claim.id = wanted.number
    -- Said twice, or the index is read from its beginning.
    WHERE claim.id = ANY(%(ids)s)
),
ruling AS (
    SELECT DISTINCT ON (claim_id) * FROM claims_ruling
    WHERE claim_id = ANY(%(ids)s) ORDER BY claim_id, number DESC
),
verdicts AS (
    SELECT verdict.claim_id,
        json_agg(json_build_object('label', verdict.label, 'given_at', verdict.created_at) ORDER BY verdict.id) AS list
    FROM claims_verdict verdict
    JOIN chosen ON chosen.id = verdict.claim_id
    WHERE verdict.claim_id = ANY(%(ids)s) AND verdict.is_current
      AND verdict.claim_version >= chosen.meaning_version AND chosen.stage <> 'open'
    GROUP BY verdict.claim_id
),
evidence AS (
    SELECT item.claim_id,
        json_agg(json_build_object(
            'stance', item.stance,
            'quote', item.quote,
            'origin', origin.name,
            'source', coalesce(publisher.name, item.source_name),
            'title', coalesce(source.title, ''),
            'url', coalesce(source.url, item.url),
            'date', CASE WHEN source.id IS NULL THEN item.source_date ELSE source.published_on END,
            'other_source', article.id IS NULL OR (
                source.id IS DISTINCT FROM article.id
                AND (item.url = '' OR item.address_key IS DISTINCT FROM article.address_key)
                AND (article.story_id IS NULL
                    OR coalesce(source.story_id, linked.story_id) IS DISTINCT FROM article.story_id)
            ),
            'story', coalesce(source.story_id, linked.story_id)
        ) ORDER BY item.id) AS list
    FROM claims_evidence item
    JOIN chosen ON chosen.id = item.claim_id
    JOIN claims_origin origin ON origin.id = item.origin_id
    LEFT JOIN claims_article article ON article.id = chosen.lifted_from_id
    LEFT JOIN claims_articlerevision revision ON revision.id = item.revision_id
    LEFT JOIN claims_article source ON source.id = revision.article_id
    LEFT JOIN claims_publisher publisher ON publisher.id = source.publisher_id
    {linked_article_sql("item")}
    WHERE item.claim_id = ANY(%(ids)s) AND item.retracted_at IS NULL
    GROUP BY item.claim_id
)
SELECT json_build_object(
    'id', claim.id,
    'stage', CASE WHEN claim.retracted_at IS NULL THEN claim.stage ELSE 'retracted' END,
    'label', claim.label,
    'claim', claim.statement,
    'claimant', coalesce(claimant.name, ''),
    'claimed_on', claim.claimed_on,
    'ruling', CASE WHEN ruling.number IS NOT NULL THEN json_build_object(
        'version', ruling.number,
        'kind', ruling.kind,
        'label', ruling.label,
        'summary', ruling.summary,
        'explanation', ruling.explanation,
        'unestablished', ruling.unestablished,
        'note', ruling.note,
        'made_at', ruling.created_at
    ) END,
    'verdicts', coalesce(verdicts.list, '[]'),
    'evidence', coalesce(evidence.list, '[]'),
    'article', CASE WHEN article.id IS NOT NULL THEN json_build_object(
        'title', article.title,
        'publisher', publisher.name,
        'url', article.url,
        'published_on', article.published_on
    ) END,
    'check_url', CASE WHEN ruling.number IS NOT NULL THEN replace(%(check_url)s, '{{slug}}', claim.slug) ELSE '' END
)::text
FROM chosen claim
LEFT JOIN claims_claimant claimant ON claimant.id = claim.claimant_id
LEFT JOIN claims_article article ON article.id = claim.lifted_from_id
LEFT JOIN claims_publisher publisher ON publisher.id = article.publisher_id
LEFT JOIN ruling ON ruling.claim_id = claim.id
LEFT JOIN verdicts ON verdicts.claim_id = claim.id
LEFT JOIN evidence ON evidence.claim_id = claim.id
ORDER BY claim.place
"""  # noqa: S608  # nothing but what stands above


def chosen_ids(claims: QuerySet[Claim]) -> Sequence[int]:
    """Return the ids of a set of claims, oldest first: eight bytes each, read a few thousand at a time."""
    return array("q", claims.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000))


def report_ids(report: Report) -> Sequence[int]:
    """Return the ids of a report's claims, in its order."""
    items = ReportItem.objects.standing().filter(report=report).order_by("position")
    return array("q", items.values_list("claim_id", flat=True).iterator(chunk_size=5000))


def records_as_json(*, ids: Sequence[int], check_url: str) -> list[str]:
    """Return one JSON object of text for each claim, in the order of ``ids``; one query.

    ``check_url`` is the address of a published check with ``{slug}`` where its slug goes.
    """
    with connection.cursor() as cursor:
        listed = f"'{{{','.join(map(str, map(int, ids)))}}}'::bigint[]"
        cursor.execute(RECORDS.replace("%(ids)s", listed), {"check_url": check_url})
        return [text for (text,) in cursor.fetchall()]


def records(*, ids: Sequence[int], check_url: str) -> list[dict[str, Any]]:
    """Return the same records as dictionaries; dates are ISO text."""
    return [json.loads(text) for text in records_as_json(ids=ids, check_url=check_url)]
