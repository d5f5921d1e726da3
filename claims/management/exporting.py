"""What the commands that export have in common: options, a file or standard output, progress."""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.domain.refusals import Refused
from claims.domain.reports import exporting, making
from claims.domain.reports.document import Document
from claims.domain.reports.formats import FORMATS
from claims.management.people import USAGE_ERROR, person
from claims.management.progress import ProgressLine
from claims.models import User
from claims.vocabulary import ExportForm

STANDARD_OUTPUT = "-"
NOT_WRITTEN = 1


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--format", choices=ExportForm.values, required=True, help="the file's format")
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="where to write; - for standard output (a name of its own if left out)",
    )
    parser.add_argument("--by", metavar="USERNAME", help="who exports; else the only administrator")


def export(
    command: BaseCommand, document: Document, *, name: str, options: dict[str, Any], **about: Any
) -> None:
    """Write a document where the options say, note it in the log, and tell how it went on standard error.

    Raises CommandError with exit code 2 for what was asked wrongly, 1 when the file could not be written;
    then nothing of it stays.
    """
    form = options["format"]
    target = options["output"] or f"{name}.{FORMATS[form].ending(document.length)}"
    by = person(options["by"], verb="exports")
    line = ProgressLine("claims")
    total = max(1, document.length)

    def progress(number: int) -> None:
        line.advance(number, share=(line.count + number) / total)

    try:
        path = Path(target)
        if target != STANDARD_OUTPUT and (path.is_dir() or not path.parent.is_dir()):
            raise CommandError(f"{target} is no place for a file.", returncode=USAGE_ERROR)
        _noted(by, form, document, about)
        size = _write(document, target, form=form, progress=progress)
    except PermissionDenied as error:
        raise CommandError(f"{by}: {error}", returncode=USAGE_ERROR) from None
    except Refused as refusal:
        raise CommandError(refusal.message, returncode=NOT_WRITTEN) from None
    finally:
        line.clear()
    if options["verbosity"] and target != STANDARD_OUTPUT:
        command.stderr.write(f"{document.length:,} claims written to {target}, {size:,} bytes.")


def _noted(by: User, form: str, document: Document, about: dict[str, Any]) -> None:
    making.note_export(by=by, form=form, claims=document.length, **about)


def _write(document: Document, target: str, *, form: str, progress: Callable[[int], Any]) -> int:
    if target != STANDARD_OUTPUT:
        exporting.write_file(document, Path(target), form=form, progress=progress, mode=0o666)
        return Path(target).stat().st_size
    known = FORMATS[form]
    watched = exporting.watched(document, progress, passes=known.passes)
    if known.pieces is not None:
        for piece in known.pieces(watched):
            sys.stdout.buffer.write(piece.encode())
    else:
        whole = BytesIO()
        known.write(watched, whole, None)
        sys.stdout.buffer.write(whole.getvalue())
    sys.stdout.buffer.flush()
    return 0
