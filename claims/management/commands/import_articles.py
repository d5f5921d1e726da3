"""Bring articles in from files, folders and JSON Lines."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError, CommandParser

from claims.domain.ingest.bulk import ItemResult, store_many
from claims.domain.ingest.drafts import Draft, Refusal
from claims.domain.ingest.pending import index_pending
from claims.domain.ingest.sources import Sources, read_lines
from claims.domain.ingest.storing import Outcome
from claims.management.people import USAGE_ERROR, person
from claims.management.progress import ProgressLine
from claims.management.quick import QuickCommand
from claims.models import User

SOME_REFUSED = 1
STANDARD_INPUT = "-"
# One cuts passages while the database works for the other.
WORKERS = 2


class Command(QuickCommand):
    help = (
        "Import articles: .txt, .md and .html files, folders of them, and .jsonl files whose lines are objects"
        " with text, title, publisher, url, published_at, byline and language. What is here already is left"
        " as it is, so an import can be repeated. Exit code 1 when something was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for JSON Lines")
        parser.add_argument("--by", metavar="USERNAME", help="who imports; else the only administrator")
        parser.add_argument("--publisher", default="", help="for files, and for lines that name no publisher")
        parser.add_argument(
            "--no-index", action="store_true", help="store only; index_articles follows later"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = person(options["by"], verb="imports")
        paths = options["paths"]
        for path in paths:
            if path != STANDARD_INPUT and not Path(path).exists():
                raise CommandError(f"There is no {path}.", returncode=USAGE_ERROR)
        sources = Sources(
            [Path(path) for path in paths if path != STANDARD_INPUT], publisher=options["publisher"]
        )
        try:
            counts = self._store(
                by, sources, with_input=STANDARD_INPUT in paths, quiet=not options["verbosity"]
            )
        except PermissionDenied as error:
            raise CommandError(f"{by}: {error}", returncode=USAGE_ERROR) from None
        if not options["no_index"]:
            self._index()
        self._sum_up(counts)
        if counts[None]:
            sys.exit(SOME_REFUSED)

    def _store(self, by: User, sources: Sources, *, with_input: bool, quiet: bool) -> Counter[Outcome | None]:
        counts: Counter[Outcome | None] = Counter()
        line = ProgressLine("articles read")
        total = sources.bytes_total() if line.shown else 0

        def offered() -> Iterator[Draft | Refusal]:
            yield from sources
            if with_input:
                yield from read_lines(sys.stdin.buffer, name="standard input", publisher=sources.publisher)

        def progress(count: int) -> None:
            line.advance(count, share=sources.bytes_read / total if total and not with_input else None)

        for result in store_many(by=by, drafts=offered(), progress=progress):
            counts[result.outcome] += 1
            if not quiet:
                line.clear()
                self.stdout.write(describe(result))
        line.clear()
        return counts

    def _index(self) -> None:
        line = ProgressLine("articles indexed")
        index_pending(workers=WORKERS, progress=line.advance)
        line.clear()

    def _sum_up(self, counts: Counter[Outcome | None]) -> None:
        parts = [f"{counts[outcome]:,} {outcome}" for outcome in Outcome] + [f"{counts[None]:,} refused"]
        self.stdout.write(f"{counts.total():,} offered: {', '.join(parts)}.")


def describe(result: ItemResult) -> str:
    """Return one line about one item: what became of it, where it stood, its title or the reason, and what is missing."""
    outcome = str(result.outcome or "refused")
    about = f" (article {result.article_id})" if result.article_id else ""
    line = f"{outcome:<12}  {result.source}{about}: {result.message}"
    if result.notice:
        line += f" [{result.notice}]"
    # A file's name and a title are others' words: no control character of theirs reaches the terminal.
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line
    )
