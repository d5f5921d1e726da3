"""Fill an empty desk with the demonstration newsroom."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.management.seeding import SeedError, desk_is_empty, load_newsroom, read_newsroom


class Command(BaseCommand):
    help = (
        "Fill an empty desk with the demonstration newsroom. "
        "Where there are articles or claims already, nothing is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "seeds",
            help="the folder with newsroom.toml and articles/ (the project's own if left out)",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not desk_is_empty():
            self.stdout.write("There are articles or claims here already; the seeds were not loaded.")
            return
        try:
            loaded = load_newsroom(read_newsroom(folder))
        except SeedError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(
            f"Loaded {loaded.articles} articles, {loaded.claims} claims, {loaded.evidence} pieces of evidence, "
            f"{loaded.verdicts} verdicts and {loaded.rulings} published rulings by {loaded.people} people. "
            f"{loaded.open_claims} claims wait for a first verdict; reports published: {loaded.reports}."
        )
