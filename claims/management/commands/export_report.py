"""Write a report as a file."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from claims.domain.refusals import Refused
from claims.domain.reports import contents, sources
from claims.management.exporting import add_arguments, export
from claims.management.people import USAGE_ERROR
from claims.management.quick import QuickCommand


class Command(QuickCommand):
    help = (
        "Write a report as a file: as it stands now, or as it was published in a version. The file is there"
        " whole or not at all. Exit code 1 when it could not be written, 2 when it was asked for wrongly."
    )

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Django's own --version gives way: here it is the report's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", metavar="SLUG_OR_NUMBER", help="the report's address or its number")
        parser.add_argument(
            "--version", dest="report_version", type=int, metavar="N", help="as it was published in version N"
        )
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        report = sources.find_report(options["report"])
        if report is None:
            raise CommandError(f"There is no report {options['report']}.", returncode=USAGE_ERROR)
        version = options["report_version"]
        try:
            document = contents.report_document(
                report=report,
                version=version,
                check_url=sources.public_check_url(),
                made_at=timezone.now(),
            )
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=USAGE_ERROR) from None
        name = document.slug or f"report-{report.pk}"
        if version is not None:
            name += f"-v{version}"
        export(self, document, name=name, options=options, report=report, version=version)
