"""Documents of reports: a draft as its claims stand now, a version as it was published."""

import json
from array import array
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from claims.domain.refusals import Refused
from claims.domain.reports.document import Document, Section
from claims.domain.reports.ordering import sections_of
from claims.models import DeskSettings, Report, ReportItem, ReportVersion, ReportVersionItem

CHUNK = 5000

# The same fields as ``records``, from the rulings that were frozen. Who carried the claim is told as it is
# known today only where the ruling was made before that was noted.
FROZEN = """
SELECT json_build_object(
    'id', item.claim_id,
    'stage', 'published',
    'label', ruling.label,
    'claim', ruling.statement,
    'claimant', ruling.claimant_name,
    'claimed_on', ruling.claimed_on,
    'ruling', json_build_object(
        'version', ruling.number,
        'kind', ruling.kind,
        'label', ruling.label,
        'summary', ruling.summary,
        'explanation', ruling.explanation,
        'unestablished', ruling.unestablished,
        'note', ruling.note,
        'made_at', ruling.created_at
    ),
    'verdicts', '[]'::json,
    'evidence', (
        SELECT coalesce(json_agg(json_build_object(
            'stance', piece->>'stance',
            'quote', piece->>'quote',
            'origin', piece->>'origin',
            'source', piece->>'source',
            'title', coalesce(piece->>'title', ''),
            'url', piece->>'url',
            'date', nullif(piece->>'date', ''),
            'other_source', (piece->>'counts')::boolean AND NOT coalesce((piece->>'copy')::boolean, false),
            'story', piece->'story'
        ) ORDER BY number), '[]')
        FROM jsonb_array_elements(ruling.evidence) WITH ORDINALITY AS given(piece, number)
    ),
    'article', CASE
        WHEN ruling.said_in <> '[]' THEN json_build_object(
            'title', ruling.said_in->0->>'title',
            'publisher', ruling.said_in->0->>'publisher',
            'url', ruling.said_in->0->>'url',
            'published_on', nullif(ruling.said_in->0->>'date', '')
        )
        WHEN article.id IS NOT NULL THEN json_build_object(
            'title', article.title,
            'publisher', publisher.name,
            'url', article.url,
            'published_on', article.published_on
        )
    END,
    'check_url', replace(%(check_url)s, '{slug}', claim.slug)
)::text
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted(number, place)
JOIN claims_reportversionitem item ON item.version_id = %(version)s AND item.claim_id = wanted.number
JOIN claims_ruling ruling ON ruling.id = item.ruling_id
JOIN claims_claim claim ON claim.id = item.claim_id
LEFT JOIN claims_article article ON article.id = claim.lifted_from_id
LEFT JOIN claims_publisher publisher ON publisher.id = article.publisher_id
ORDER BY wanted.place
"""


def frozen_as_json(*, ids: Sequence[int], check_url: str, version: int) -> list[str]:
    """Return a record for each claim of a published version (its pk), as it was ruled on then; one query.

    ``verdicts`` is empty: a version holds what the desk decided, not who voted for what.
    """
    with connection.cursor() as cursor:
        cursor.execute(FROZEN, {"ids": list(ids), "check_url": check_url, "version": version})
        return [text for (text,) in cursor.fetchall()]


def frozen_records(*, ids: Sequence[int], check_url: str, version: int) -> list[dict[str, Any]]:
    """Return the same records as dictionaries; dates are ISO text."""
    return [json.loads(text) for text in frozen_as_json(ids=ids, check_url=check_url, version=version)]


def find_version(report: Report, number: int) -> ReportVersion:
    """Return a published version. Raises Refused where there is none, or where it withdraws the report."""
    version = ReportVersion.objects.filter(report=report, number=number).first()
    if version is None:
        raise Refused(f"“{report.title}” has no version {number:,}.")
    if version.is_withdrawal:
        raise Refused(f"Version {number:,} withdraws “{report.title}”; it has no claims.")
    return version


def report_document(*, report: Report, version: int | None, check_url: str, made_at: datetime) -> Document:
    """Return a report as a document: its draft, or the published version of that number.

    ``check_url`` is the address of a published check with ``{slug}`` where its slug goes. Raises Refused for
    a version that is not there, or that withdraws the report.
    """
    if version is not None:
        return _published(find_version(report, version), report=report, check_url=check_url, made_at=made_at)
    sections = sections_of(report)
    number = {section.pk: place for place, section in enumerate(sections, 1)}
    items = ReportItem.objects.standing().filter(report=report).order_by("position")
    held = _held(
        ((number.get(section, 0), claim) for section, claim in _stream(items, "section_id")), len(sections)
    )
    return Document(
        title=report.title,
        introduction=report.introduction,
        sections=_sections([(section.title, section.text) for section in sections], held),
        made_at=made_at,
        check_url=check_url,
        slug=report.slug,
        report=report.pk,
        signed=DeskSettings.current().name,
    )


def _published(version: ReportVersion, *, report: Report, check_url: str, made_at: datetime) -> Document:
    items = ReportVersionItem.objects.filter(version=version).order_by("position")
    held = _held(_stream(items, "section"), len(version.sections))
    return Document(
        title=version.title,
        introduction=version.introduction,
        sections=_sections([(section["title"], section["text"]) for section in version.sections], held),
        made_at=made_at,
        check_url=check_url,
        slug=report.slug,
        report=report.pk,
        signed=DeskSettings.current().name,
        version=version.number,
        published_at=version.published_at,
        read=partial(frozen_as_json, version=version.pk),
    )


def _stream(items: QuerySet[Any], section: str) -> Any:
    return items.values_list(section, "claim_id").iterator(chunk_size=CHUNK)


def _held(pairs: Any, sections: int) -> list[array]:
    """Sort ids of claims by the number of their section, 0 before the first: eight bytes each."""
    held = [array("q") for _ in range(sections + 1)]
    for section, claim in pairs:
        held[section].append(claim)
    return held


def _sections(words: Sequence[tuple[str, str]], held: Sequence[array]) -> tuple[Section, ...]:
    """Return the sections with their claims; claims before the first stand in one without a title."""
    opening = (Section(title="", text="", ids=held[0]),) if held[0] or not words else ()
    return opening + tuple(
        Section(title=title, text=text, ids=ids) for (title, text), ids in zip(words, held[1:], strict=True)
    )
