"""Write claims as a file: all of them, or those of a label or a stage."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from claims.domain.reports import sources
from claims.domain.reports.records import chosen_ids
from claims.management.exporting import add_arguments, export
from claims.management.quick import QuickCommand
from claims.models import Claim
from claims.vocabulary import Label, Stage


class Command(QuickCommand):
    help = (
        "Write claims as a file, oldest first, without retracted ones. The file is there whole or not at all."
        " Exit code 1 when it could not be written, 2 when it was asked for wrongly."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--label", choices=Label.values, help="only claims with this label")
        parser.add_argument("--stage", choices=Stage.values, help="only claims at this stage")
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = {name: options[name] for name in ("label", "stage") if options[name]}
        document = sources.document_of_claims(
            ids=chosen_ids(Claim.objects.standing().filter(**chosen)),
            check_url=sources.public_check_url(),
            made_at=timezone.now(),
        )
        filters = "&".join(f"{name}={value}" for name, value in chosen.items())
        export(self, document, name="claims", options=options, filters=filters)
