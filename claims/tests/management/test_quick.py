"""Commands that serve no pages don't load them."""

import pkgutil

import pytest
from django.core.management import load_command_class

from claims.management import commands

# They serve pages, work for those that do, or come once before them.
CHECKING = {"demo", "load_seeds", "work"}
NAMES = {module.name for module in pkgutil.iter_modules(commands.__path__)}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_only_commands_that_serve_have_everything_checked(name):
    command = load_command_class("claims", name)
    assert bool(command.requires_system_checks) == (name in CHECKING)
