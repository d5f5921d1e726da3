"""Exports that take longer than a page may: asked for, written by a job, fetched, removed when old.

The file is written under a temporary name and renamed when it is whole, so there is never half of one.
"""

import errno
import hashlib
import os
import secrets
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.domain import access, jobs
from claims.domain.refusals import Refused
from claims.domain.reports import contents, making, sources
from claims.domain.reports.document import Document
from claims.domain.reports.formats import FORMATS, media_type
from claims.models import Export, Report, User
from claims.vocabulary import ExportState, TaskState

DISK_FULL = (
    "The disk for exports is full. Nothing was kept of the file, and nothing else was touched."
    " Make room in the folder for exports, or ask for fewer claims, then ask again."
)
NOT_ALLOWED = "{} may not export these claims any more, so the file was not written."
LEFT_BEHIND = timedelta(days=1)
UNFINISHED = ".part"
TITLE_SHOWN = 150


def folder() -> Path:
    """Return the folder for exports, made on first use and readable by the desk alone."""
    path = Path(settings.EXPORTS_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _may_have(*, by: User, with_retracted: bool) -> bool:
    return access.can_use_desk(by) and (not with_retracted or access.can_retract_claim(by))


@transaction.atomic
def ask(
    *,
    by: User,
    form: str,
    claims: int,
    report: Report | None = None,
    version: int | None = None,
    ids: Sequence[int] = (),
    filters: str = "",
    with_retracted: bool = False,
) -> Export:
    """Queue an export of a report, or of the claims ``ids`` that ``filters`` found, and return it.

    Asked again while it waits or is written, it is the same one. Raises PermissionDenied for people who may
    not have them.
    """
    access.require(access.can_use_desk, by)
    if with_retracted:
        access.require(access.can_retract_claim, by)
    # One person's asking takes turns: two clicks at once find one another.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    what = {
        "asked_by": by,
        "form": form,
        "report": report,
        "version": version,
        "filters": filters,
        "with_retracted": with_retracted,
    }
    active = Export.objects.select_related("task").filter(
        **what, made_at=None, task__state__in=(TaskState.WAITING, TaskState.RUNNING)
    )
    if asked_before := active.first():
        return asked_before
    export = Export.objects.create(
        **what,
        title=report.title if report else sources.CLAIMS_TITLE,
        claim_ids=list(ids) if report is None else [],
        claims=claims,
        asked_at=timezone.now(),
    )
    shown = export.title if len(export.title) <= TITLE_SHOWN else export.title[: TITLE_SHOWN - 1] + "…"
    export.task = jobs.enqueue(
        "export",
        by=by,
        title=f"Export “{shown}” as {FORMATS[form].form.label}",
        lock=f"export {export.pk}",
        export_id=export.pk,
    )
    export.save(update_fields=["task"])
    making.note_export(by=by, form=form, claims=claims, report=report, version=version, filters=filters)
    return export


def document_for(export: Export, *, made_at: datetime) -> Document:
    """Return the document that an export is written from."""
    check_url = sources.public_check_url()
    if export.report is not None:
        return contents.report_document(
            report=export.report, version=export.version, check_url=check_url, made_at=made_at
        )
    ids = array("q", export.claim_ids)
    return sources.document_of_claims(ids=ids, check_url=check_url, made_at=made_at)


def watched(document: Document, progress: Callable[[int], Any], *, passes: int) -> Document:
    """Return a document that tells ``progress`` how many claims were read, over all passes together once."""
    seen = 0

    def counted(number: int) -> None:
        nonlocal seen
        before, seen = seen // passes, seen + number
        if seen // passes > before:
            progress(seen // passes - before)

    return replace(document, progress=counted)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def whole_file(path: Path, *, mode: int = 0o600, disk_full: str = DISK_FULL) -> Iterator[BinaryIO]:
    """Open a file that is there under its name only when all of it was written and is on the disk.

    Whatever else happens, nothing stays. Raises Refused, in words, when the disk takes no more:
    ``disk_full`` says what to do then.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        with _told_in_words(disk_full):
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            directory = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _told_in_words(disk_full: str = DISK_FULL) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise Refused(disk_full) from error
        raise Refused(f"The file could not be written: {error.strerror or error}.") from error


def write_file(
    document: Document, path: Path, *, form: str, progress: Callable[[int], Any], mode: int = 0o600
) -> None:
    """Write a document to a path: all of it, or nothing. Raises Refused with what went wrong."""
    known = FORMATS[form]
    told = watched(document, progress, passes=known.passes)
    with _told_in_words(), whole_file(path, mode=mode) as file:
        scratch = Path(tempfile.mkdtemp(prefix=".", suffix=UNFINISHED, dir=path.parent))
        try:
            known.write(told, file, scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def count_claims(export_id: int) -> int:
    """Return how many claims an export has to write."""
    return Export.objects.values_list("claims", flat=True).get(pk=export_id)


def write(*, export_id: int, progress: Callable[[int], Any]) -> None:
    """Write an export's file, unless that is done. Raises Refused when its person may not have it any more."""
    export = Export.objects.select_related("report", "asked_by").get(pk=export_id)
    if export.made_at is not None:
        return
    if not _may_have(by=export.asked_by, with_retracted=export.with_retracted):
        raise Refused(NOT_ALLOWED.format(export.asked_by))
    made_at = timezone.now()
    document = document_for(export, made_at=made_at)
    ending = FORMATS[export.form].ending(document.length)
    with _told_in_words():
        path = folder() / f"{export.pk}-{secrets.token_hex(8)}.{ending}"
    write_file(document, path, form=export.form, progress=progress)
    is_ours = False
    try:
        is_ours = bool(
            Export.objects.filter(pk=export.pk, made_at=None).update(
                file=path.name,
                size=path.stat().st_size,
                sha256=_sha256(path),
                count=document.length,
                made_at=made_at,
                expires_at=made_at + timedelta(days=settings.EXPORTS_KEPT_DAYS),
                claim_ids=[],
            )
        )
    finally:
        if not is_ours:  # another run was first, or the database is gone
            path.unlink(missing_ok=True)


def visible_to(user: User) -> Any:
    """Return the exports that somebody may see: their own; an administrator sees all."""
    if not access.can_use_desk(user):
        return Export.objects.none()
    return Export.objects.all() if access.can_administer(user) else Export.objects.filter(asked_by=user)


@transaction.atomic
def take(*, by: User, export: Export) -> BinaryIO:
    """Open an export's file for somebody, and note that it leaves the desk.

    Raises Export.DoesNotExist when they may not have it, Refused when there is no file (any more).
    """
    if not visible_to(by).filter(pk=export.pk).exists() or not _may_have(
        by=by, with_retracted=export.with_retracted
    ):
        raise Export.DoesNotExist
    if export.state != ExportState.READY:
        raise Refused(f"“{export}” is {export.state.label.lower()}: there is no file to take.")
    try:
        file = (folder() / export.file).open("rb")
    except OSError as error:
        raise Refused(f"The file of “{export}” is gone from the disk. Ask for it again.") from error
    making.note_taken(by=by, export=export)
    return file


def download_of(export: Export) -> tuple[str, str]:
    """Return under what name a written file is taken away, and its media type."""
    ending = export.file.rpartition(".")[2]
    name = f"report-{export.report_id}" if export.report_id else "claims"
    return f"{name}-{export.pk}.{ending}", media_type(export.form, ending)


def prune() -> int:
    """Remove files that are past their day, and what writers that were killed left; return how many."""
    now, removed = timezone.now(), 0
    old = Export.objects.filter(made_at__isnull=False, removed_at=None, expires_at__lt=now)
    for export in old.only("pk", "file").iterator():
        (folder() / export.file).unlink(missing_ok=True)
        removed += Export.objects.filter(pk=export.pk).update(removed_at=now)
    kept = set(Export.objects.filter(made_at__isnull=False, removed_at=None).values_list("file", flat=True))
    for path in folder().iterdir():
        is_old = path.stat().st_mtime < (now - LEFT_BEHIND).timestamp()
        if is_old and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
            removed += 1
    return removed
