"""Find articles that carry the same copy, and put them together as stories."""

import time
from typing import Any

from django.core.management.base import CommandParser

from claims.domain.copies import count_pending, find_copies_pending
from claims.domain.copies.finding import forget_signatures
from claims.management.progress import ProgressLine
from claims.management.quick import QuickCommand


class Command(QuickCommand):
    help = (
        "Look for copies of every article that was not looked at yet. Can be stopped and started again,"
        " and run in several places at once. What people decided stands."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="look at every article again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            forget_signatures()
        pending = count_pending()
        line = ProgressLine("articles looked at")
        started = time.monotonic()
        total = find_copies_pending(
            progress=lambda count: line.advance(count, share=(line.count + count) / max(pending, 1))
        )
        line.clear()
        if options["verbosity"]:
            self.stdout.write(f"{total:,} articles looked at in {time.monotonic() - started:.1f} s.")
