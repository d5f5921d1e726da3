"""Check the audit log's chain from its first event to its last."""

import re
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError, CommandParser

from claims.domain import audit
from claims.management.quick import QuickCommand


def noted_head(text: str) -> tuple[int, str]:
    """Read ``SEQ:HASH``. Raises ArgumentTypeError for anything else."""
    match = re.fullmatch(r"(\d{1,18}):([0-9a-fA-F]{64})", text.strip())
    if match is None:
        raise ArgumentTypeError("write the number, a colon and the 64 hexadecimal digits of the hash")
    return int(match[1]), match[2].lower()


class Command(QuickCommand):
    help = (
        "Check that no event of the audit log was changed, removed or put in between. Note the head that"
        " it prints somewhere outside this database, and give it back with --noted: only then is a log"
        " whose end was cut off, or that was written anew, found out too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--noted", type=noted_head, metavar="SEQ:HASH", help="a head that was printed earlier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        seq, hash_ = options["noted"] or (None, "")
        found = audit.verify(noted_seq=seq, noted_hash=hash_)
        self.stdout.write(f"{found.count} event{'' if found.count == 1 else 's'} read.")
        if not found.is_whole:
            for problem in found.problems:
                self.stderr.write(problem)
            problems = len(found.problems)
            raise CommandError(f"The audit log is broken: {problems} problem{'' if problems == 1 else 's'}.")
        self.stdout.write(f"The chain is whole. Its head is {found.count}:{found.head}")
