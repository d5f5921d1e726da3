"""What every test of the desk stands on: its own database, no network, a quick browser."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models.signals import post_migrate
from django.test import override_settings

ROLES = ("reviewer", "editor", "administrator")

# Playwright keeps an event loop in the thread that the tests run in.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# The tests' private PostgreSQL is another than the desk's: it skips the waits that keep data safe.
os.environ["FACTCHECK_PG_FAST"] = "1"
# The audit log refuses to be emptied, except in a database that says it is to be thrown away.
_options = settings.DATABASES["default"]["OPTIONS"]
_options["options"] = f"{_options.get('options', '')} -c factcheck.throwaway_database=yes"

CHROMIUM = next(
    filter(
        None,
        (
            os.environ.get("CHROMIUM"),
            *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
        ),
    ),
    None,
)
# The browser asks nobody but the desk: no updates, no lists of bad sites, no guesses at names.
QUIET_BROWSER = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def pytest_configure(config: pytest.Config) -> None:
    """Close the network for Python code, except for this machine's own addresses."""
    config.option.allow_hosts = config.option.allow_hosts or "127.0.0.1,::1,localhost"
    config.option.allow_unix_socket = True


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Bring the three roles back whenever a test with real transactions has emptied the tables."""
    post_migrate.connect(_make_roles, dispatch_uid="roles-for-tests")


def _make_roles(**kwargs: Any) -> None:
    Group.objects.bulk_create([Group(name=name) for name in ROLES], ignore_conflicts=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the system's Chromium when there is one, else the one that Playwright installed."""
    arguments = [*browser_type_launch_args.get("args", []), *QUIET_BROWSER]
    # Chromium's sandbox works neither for root nor in a chroot; it only ever sees our own pages.
    arguments.append("--no-sandbox")
    chosen = {"executable_path": CHROMIUM} if CHROMIUM else {}
    return {**browser_type_launch_args, **chosen, "args": arguments}
