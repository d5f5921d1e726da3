"""Read articles for sentences worth checking."""

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser

from claims.domain import suggesting
from claims.management.progress import ProgressLine
from claims.management.quick import QuickCommand


class Command(QuickCommand):
    help = (
        "Score the sentences of every article's current text and suggest the best for checking. Can be stopped and"
        " started again, and run in several places at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="read every text anew; what people decided stays as it is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            total, seconds = self._read(again=options["again"])
        except suggesting.NoWeights as reason:
            raise CommandError(f"Suggestions are off. {reason}") from reason
        if options["verbosity"]:
            self.stdout.write(f"{total:,} articles read in {seconds:.1f} s.")

    def _read(self, *, again: bool) -> tuple[int, float]:
        # Asked first: with damaged weights nothing is forgotten.
        pending = suggesting.count_pending()
        if again:
            suggesting.forget_scores()
            pending = suggesting.count_pending()
        line = ProgressLine("articles read")
        started = time.monotonic()
        total = suggesting.suggest_pending(
            progress=lambda count: line.advance(count, share=(line.count + count) / max(pending, 1))
        )
        line.clear()
        return total, time.monotonic() - started
