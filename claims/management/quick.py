"""Commands that serve no pages."""

from django.core.management.base import BaseCommand


class QuickCommand(BaseCommand):
    """A command that begins at once.

    Django's checks load every page and the administration, which takes a second; ``migrate``, ``check``
    and the server run them.
    """

    requires_system_checks: list[str] = []
