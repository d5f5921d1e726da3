"""Write claims out as a dataset."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError, CommandParser

from claims.domain.datasets.exporting import export_dataset
from claims.domain.datasets.registry import BY_NAME, FORMATS
from claims.domain.public_address import public_address
from claims.domain.refusals import Refused
from claims.domain.reports.exporting import whole_file
from claims.domain.reports.records import chosen_ids, report_ids
from claims.domain.reports.sources import find_report
from claims.management.people import USAGE_ERROR, person
from claims.management.quick import QuickCommand
from claims.models import Claim, Report
from claims.vocabulary import Label, Stage

STANDARD_OUTPUT = "-"


class Command(QuickCommand):
    help = "Write claims out in a dataset format: all of them, those of a report, or some by label and stage."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "format",
            choices=[format.name for format in FORMATS],
            metavar="FORMAT",
            help=", ".join(format.name for format in FORMATS),
        )
        parser.add_argument("--report", metavar="SLUG_OR_NUMBER", help="the claims of a report, in its order")
        parser.add_argument("--label", choices=Label.values, help="only claims with this label")
        parser.add_argument("--stage", choices=Stage.values, help="only claims at this stage")
        parser.add_argument(
            "--output",
            metavar="FILE",
            default=STANDARD_OUTPUT,
            help="where to; - is standard output, which is where it goes unless told otherwise",
        )
        parser.add_argument(
            "--offsets",
            choices=["code-points", "utf16"],
            default="code-points",
            help="how web-annotation counts positions; browsers count utf16",
        )
        parser.add_argument("--by", metavar="USERNAME", help="who exports, for the log; else nobody is named")

    def handle(self, *args: Any, **options: Any) -> None:
        format = BY_NAME[options["format"]]
        utf16 = options["offsets"] == "utf16"
        if utf16 and not format.counts_places:
            raise CommandError(f"{format.name} always counts code points.", returncode=USAGE_ERROR)
        by = person(options["by"], verb="exports") if options["by"] else None
        report, ids, filters = self._chosen(options)
        try:
            pieces, tally = export_dataset(
                by=by,
                format=format,
                ids=ids,
                base_url=public_address(),
                utf16=utf16,
                report=report,
                filters=filters,
            )
        except PermissionDenied as error:
            raise CommandError(f"{by}: {error}", returncode=USAGE_ERROR) from None
        if options["output"] == STANDARD_OUTPUT:
            self._print(pieces)
        else:
            self._save(pieces, Path(options["output"]))
        self.stderr.write(f"{len(ids):,} claims: {tally}")

    def _chosen(self, options: dict[str, Any]) -> tuple[Report | None, Sequence[int], str]:
        wanted = {name: options[name] for name in ("label", "stage") if options[name]}
        if options["report"]:
            if wanted:
                raise CommandError(
                    "A report’s claims are exported whole: leave --label and --stage out.",
                    returncode=USAGE_ERROR,
                )
            report = find_report(options["report"])
            if report is None:
                raise CommandError(f"There is no report {options['report']}.", returncode=USAGE_ERROR)
            return report, report_ids(report), ""
        ids = chosen_ids(Claim.objects.standing().filter(**wanted))
        return None, ids, "&".join(f"{name}={value}" for name, value in wanted.items())

    def _print(self, pieces: Iterator[bytes]) -> None:
        # Given a stream of its own, as tests do, the command writes there.
        target = getattr(self.stdout._out, "buffer", None)
        for piece in pieces:
            if target is not None:
                target.write(piece)
            else:
                self.stdout.write(piece.decode("utf-8", "surrogateescape"), ending="")

    def _save(self, pieces: Iterator[bytes], path: Path) -> None:
        try:
            with whole_file(path, mode=0o666) as file:
                file.writelines(pieces)
        except Refused as refusal:
            raise CommandError(f"{path} was not written: {refusal.message}") from None
