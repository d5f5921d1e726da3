"""Where a document comes from: a report, or claims that were chosen by a filter."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from claims.domain.refusals import Refused
from claims.domain.reports.document import Document, Section
from claims.domain.reports.records import report_ids
from claims.models import Report

CLAIMS_TITLE = "Claims"


def public_check_url() -> str:
    """Return the address of a published check with ``{slug}`` in its place, for work without a request."""
    base = getattr(settings, "PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    return f"{base}{reverse('check-list')}{{slug}}/"


def find_report(address: str) -> Report | None:
    """Return the report of that number (or address, where reports have one); None for none."""
    if not (address.isascii() and address.isdigit() and len(address) < 19):
        return None
    return Report.objects.filter(pk=int(address)).first()


def document_of(*, report: Report, version: int | None, check_url: str, made_at: datetime) -> Document:
    """Return a report as it stands, or one of its published versions. Raises Refused for unknown ones."""
    if version is not None:
        raise Refused(f"“{report}” has no published version {version}.", field="version")
    return Document(
        title=report.title,
        introduction=report.introduction,
        sections=(Section(title="", text="", ids=report_ids(report)),),
        report=report.pk,
        made_at=made_at,
        check_url=check_url,
    )


def document_of_claims(*, ids: Sequence[int], check_url: str, made_at: datetime) -> Document:
    """Return a document of claims that stand in no report, oldest first."""
    section = Section(title="", text="", ids=ids)
    return Document(title=CLAIMS_TITLE, sections=(section,), made_at=made_at, check_url=check_url)
