"""Take a dataset in, record by record."""

import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError, CommandParser

from claims.domain.datasets.registry import BY_NAME, IMPORTED
from claims.domain.datasets.taking import take_in
from claims.domain.ingest import Outcome
from claims.management.commands.import_articles import SOME_REFUSED, STANDARD_INPUT, describe
from claims.management.people import USAGE_ERROR, person
from claims.management.progress import ProgressLine
from claims.management.quick import QuickCommand


class Command(QuickCommand):
    help = (
        "Import a dataset: texts become articles, claims become claims that wait for review, and labels and"
        " votes of others are kept beside them, never as verdicts. What is here already is left as it is, so"
        " an import can be repeated. Exit code 1 when something was refused. See docs/datasets.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "format",
            choices=[format.name for format in IMPORTED],
            metavar="FORMAT",
            help=", ".join(format.name for format in IMPORTED),
        )
        parser.add_argument("file", metavar="FILE", help="the file, or - for standard input")
        parser.add_argument("--by", metavar="USERNAME", help="who imports; else the only administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        by = person(options["by"], verb="imports")
        path = options["file"]
        try:
            with nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else open(path, "rb") as file:
                counts = self._take(by, options["format"], file, path, quiet=not options["verbosity"])
        except PermissionDenied as error:
            raise CommandError(f"{by}: {error}", returncode=USAGE_ERROR) from None
        except OSError as error:
            raise CommandError(f"{path} can’t be read: {error.strerror}.", returncode=USAGE_ERROR) from None
        self.stdout.write(
            f"{counts.total():,} offered: {counts[Outcome.CREATED]:,} created,"
            f" {counts[Outcome.ALREADY_HERE]:,} already here, {counts[None]:,} refused."
        )
        if counts[None]:
            sys.exit(SOME_REFUSED)

    def _take(self, by: Any, name: str, file: Any, path: str, *, quiet: bool) -> Counter[Outcome | None]:
        counts: Counter[Outcome | None] = Counter()
        line = ProgressLine("records read")
        size = Path(path).stat().st_size if line.shown and path != STANDARD_INPUT else 0
        read = BY_NAME[name].read
        assert read is not None
        for result in take_in(by=by, format=name, entries=read(file, name=Path(path).name)):
            counts[result.outcome] += 1
            line.advance(1, share=file.tell() / size if size else None)
            if not quiet and (result.outcome is None or not line.shown):
                line.clear()
                self.stdout.write(describe(result))
        line.clear()
        return counts
