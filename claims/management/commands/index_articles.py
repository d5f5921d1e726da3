"""The second pass of an import: make stored articles findable."""

import time
from typing import Any

from claims.domain.ingest.pending import count_pending, index_pending
from claims.management.progress import ProgressLine
from claims.management.quick import QuickCommand

# One cuts passages while the database works for the other.
WORKERS = 2


class Command(QuickCommand):
    help = (
        "Make the passages and word indexes of stored articles that have none yet. Can be stopped and"
        " started again, and run in several places at once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        pending = count_pending()
        line = ProgressLine("articles indexed")
        started = time.monotonic()
        total = index_pending(
            workers=WORKERS,
            progress=lambda count: line.advance(count, share=(line.count + count) / max(pending, 1)),
        )
        line.clear()
        if options["verbosity"]:
            self.stdout.write(f"{total:,} articles indexed in {time.monotonic() - started:.1f} s.")
