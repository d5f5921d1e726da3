"""Where a document comes from: a report, or claims that were chosen by a filter."""

from collections.abc import Sequence
from datetime import datetime

from claims.domain.checks.claim_review import check_address
from claims.domain.public_address import public_address
from claims.domain.reports.document import Document, Section
from claims.models import DeskSettings, Report

CLAIMS_TITLE = "Claims"


def check_url(base_url: str) -> str:
    """Return the address of a published check with ``{slug}`` in its place; ``base_url`` is the desk's."""
    return check_address("{slug}", base_url=base_url)


def public_check_url() -> str:
    """Return the same for work without a request."""
    return check_url(public_address())


def find_report(address: str) -> Report | None:
    """Return the report of that address or number; None for none."""
    if address.isascii() and address.isdigit():
        return Report.objects.filter(pk=int(address)).first() if len(address) < 19 else None
    return Report.objects.filter(slug=address).first()


def document_of_claims(*, ids: Sequence[int], check_url: str, made_at: datetime) -> Document:
    """Return a document of claims that stand in no report, oldest first."""
    section = Section(title="", text="", ids=ids)
    return Document(
        title=CLAIMS_TITLE,
        sections=(section,),
        made_at=made_at,
        check_url=check_url,
        signed=DeskSettings.current().name,
    )
