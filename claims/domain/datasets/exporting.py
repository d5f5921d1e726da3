"""Writing a dataset out, and noting that it left the desk."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from claims.domain import audit
from claims.domain.datasets.registry import Format
from claims.domain.datasets.writing import Export, Tally
from claims.domain.reports.making import note_export
from claims.models import Report, User

MOST_AT_ONCE = 2**16


def export_dataset(
    *,
    by: User | None,
    format: Format,
    ids: Sequence[int],
    base_url: str,
    utf16: bool = False,
    report: Report | None = None,
    filters: str = "",
) -> tuple[Iterator[bytes], Tally]:
    """Note the export, and return the file piece by piece with the tally that grows meanwhile.

    ``ids`` are claims in the order wanted; ``base_url`` is the desk's address. ``by`` is None for whoever
    runs a command on the machine itself. Raises PermissionDenied for people without a role.
    """
    if by is not None:
        note_export(by=by, form=format.name, claims=len(ids), report=report, filters=filters)
    else:
        _note_unnamed(format=format, claims=len(ids), report=report, filters=filters)
    assert format.write is not None
    tally = Tally()
    export = Export(ids=ids, base_url=base_url.rstrip("/"), tally=tally, utf16=utf16)
    return _pieces(format.write(export)), tally


@transaction.atomic
def _note_unnamed(*, format: Format, claims: int, report: Report | None, filters: str) -> None:
    audit.record(
        action="report.exported", by=None, target=report, format=format.name, claims=claims, filters=filters
    )


def _pieces(written: Iterator[str] | Iterator[bytes]) -> Iterator[bytes]:
    """Yield what was written as bytes, some tens of kilobytes at a time."""
    waiting = bytearray()
    for piece in written:
        waiting += piece.encode() if isinstance(piece, str) else piece
        if len(waiting) >= MOST_AT_ONCE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)
