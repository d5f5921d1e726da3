"""Make an empty desk the one that a file holds."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from claims.domain.backup.importing import read_desk
from claims.domain.refusals import Refused
from claims.management.people import USAGE_ERROR
from claims.management.progress import ProgressLine
from claims.management.quick import QuickCommand

NEXT = "index_articles, index_claims, embed_passages, embed_claims, suggest_claims and find_copies"


class Command(QuickCommand):
    help = (
        "Import a file that export_desk wrote into an empty desk, right after migrate: all of it as it was, or"
        " nothing. The log is checked, and nothing is added to it. See docs/backup.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the file")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        line = ProgressLine("rows read")
        try:
            with path.open("rb") as file:
                imported = read_desk(file, progress=line.advance)
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        except OSError as error:
            raise CommandError(f"{path} can’t be read: {error.strerror}.", returncode=USAGE_ERROR) from None
        except DatabaseError as error:
            raise CommandError(f"Nothing was imported: the database says, {error}") from error
        finally:
            line.clear()
        if options["verbosity"]:
            self.stdout.write(
                f"{imported.rows:,} rows imported. The log’s chain is whole. Its head is"
                f" {imported.events}:{imported.head}\n"
                f"Make again what search and suggestions work with: manage.py {NEXT}."
            )
