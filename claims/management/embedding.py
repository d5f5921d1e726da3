"""What the commands that embed share: progress, figures, and the indexes that pay by then."""

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError

from claims.domain import embedding
from claims.management.progress import ProgressLine
from claims.management.quick import QuickCommand


class EmbeddingCommand(QuickCommand):
    noun: str
    count_pending: Callable[[], int]
    embed_pending: Callable[..., int]

    def handle(self, *args: Any, **options: Any) -> None:
        if not embedding.is_available():
            raise CommandError(embedding.why_not())
        pending = self.count_pending()
        line = ProgressLine(self.noun)
        started = time.monotonic()
        total = self.embed_pending(
            progress=lambda count: line.advance(count, share=(line.count + count) / max(pending, 1))
        )
        line.clear()
        if options["verbosity"]:
            self.stdout.write(f"{total:,} {self.noun} in {time.monotonic() - started:.1f} s.")
        self.index(options["verbosity"])

    def index(self, verbosity: int) -> None:
        started = time.monotonic()
        for name in embedding.index_vectors():
            if verbosity:
                self.stdout.write(f"Index {name} made in {time.monotonic() - started:.1f} s.")
