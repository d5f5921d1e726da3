"""Make the words by which earlier claims are found."""

import time
from typing import Any

from claims.domain.claim_matching import count_pending, index_claims_pending
from claims.management.progress import ProgressLine
from claims.management.quick import QuickCommand


class Command(QuickCommand):
    help = (
        "Make the words of claims that have none yet, or have them by earlier rules. The database keeps the"
        " others right by itself. Can be stopped and started again, and run in several places at once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        pending = count_pending()
        line = ProgressLine("claims indexed")
        started = time.monotonic()
        total = index_claims_pending(
            progress=lambda count: line.advance(count, share=(line.count + count) / max(pending, 1))
        )
        line.clear()
        if options["verbosity"]:
            self.stdout.write(f"{total:,} claims indexed in {time.monotonic() - started:.1f} s.")
