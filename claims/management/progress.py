"""A line that shows how far a long command is, on terminals only."""

import sys
import time
from typing import TextIO

WIDTH = 24
EVERY = 0.1


class ProgressLine:
    """Draws "[####----] 1,234 articles, 2,100/s" on standard error while the work goes on."""

    def __init__(self, noun: str, *, stream: TextIO | None = None) -> None:
        self.noun = noun
        self.stream = stream or sys.stderr
        self.shown = self.stream.isatty()
        self.started = time.monotonic()
        self.drawn_at = 0.0
        self.count = 0

    def advance(self, count: int, *, share: float | None = None) -> None:
        """Count further items; ``share`` (0 to 1) of the work is done, where that is known."""
        self.count += count
        now = time.monotonic()
        if not self.shown or now - self.drawn_at < EVERY:
            return
        self.drawn_at = now
        rate = self.count / max(now - self.started, 0.001)
        bar = ""
        if share is not None:
            filled = round(min(1.0, share) * WIDTH)
            bar = f"[{'#' * filled}{'-' * (WIDTH - filled)}] "
        self.stream.write(f"\r\x1b[K{bar}{self.count:,} {self.noun}, {rate:,.0f}/s")
        self.stream.flush()

    def clear(self) -> None:
        """Take the line away, so that others can be written."""
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
