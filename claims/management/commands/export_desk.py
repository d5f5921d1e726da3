"""Write the whole desk as one file."""

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from claims.domain.backup.exporting import Written, save_desk, write_desk
from claims.domain.refusals import Refused
from claims.management.people import USAGE_ERROR, person
from claims.management.progress import ProgressLine
from claims.management.quick import QuickCommand

STANDARD_OUTPUT = "-"


class Command(QuickCommand):
    help = (
        "Write everything that the desk keeps as one file of JSON Lines, for import_desk and for archives; see"
        " docs/backup.md. The file is there whole or not at all. It holds what is not published and the hashes of"
        " passwords: keep it secret."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="where to write; - for standard output")
        parser.add_argument("--by", metavar="USERNAME", help="who exports, for the log; else nobody is named")

    def handle(self, *args: Any, **options: Any) -> None:
        by = person(options["by"], verb="exports") if options["by"] else None
        target = options["file"]
        line = ProgressLine("rows written")
        try:
            written = self._write(target, by=by, progress=line.advance)
        except PermissionDenied as error:
            raise CommandError(f"{by}: {error}", returncode=USAGE_ERROR) from None
        except Refused as refusal:
            raise CommandError(f"{target} was not written. {refusal.message}") from None
        except OSError as error:
            raise CommandError(f"{target} was not written whole: {error.strerror}.") from None
        except DatabaseError as error:
            raise CommandError(f"{target} was not written: the database says, {error}") from error
        finally:
            line.clear()
        if options["verbosity"]:
            self.stderr.write(f"{written.rows:,} rows written to {target}. Keep it secret.")

    def _write(self, target: str, **options: Any) -> Written:
        if target != STANDARD_OUTPUT:
            return save_desk(Path(target), **options)
        # Given a stream of its own, as tests do, the command writes there.
        return write_desk(getattr(self.stdout._out, "buffer", sys.stdout.buffer), **options)
