"""Make the indexes that find near vectors, where they pay."""

from typing import Any

from claims.domain import embedding
from claims.management.quick import QuickCommand


class Command(QuickCommand):
    help = (
        "Make the indexes over vectors for which there are enough of them by now. embed_passages and"
        " embed_claims do it at their end; the desk goes on meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = embedding.index_vectors()
        if options["verbosity"]:
            self.stdout.write(f"Made {' and '.join(made)}." if made else "Nothing to make.")
