"""A browser, the demonstration newsroom, and a way in for each of its people."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from claims.models import User
from claims.vocabulary import Role
from factcheck.sessions import SessionStore

PATIENCE = 10_000  # milliseconds
SCRIPTS = [pytest.param(True, id="with-scripts"), pytest.param(False, id="without-scripts")]


@pytest.fixture
def newsroom(transactional_db: None) -> None:
    """Kharkiv, September 2022."""
    call_command("load_seeds", verbosity=0)


def somebody(role: Role) -> User:
    """Return the first person of a role."""
    return User.objects.filter(groups__name=role).order_by("pk")[0]


def let_in(context: BrowserContext, user: User, address: str) -> None:
    """Sign somebody in without the sign-in page."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "factcheck.authentication.DeskBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key or "", "url": address}]
    )


def let_finish(context: BrowserContext, under_way: set[Request]) -> None:
    """Start no more requests and wait for those under way, before the database is emptied below them."""
    context.route("**/*", lambda route: route.abort())
    for _ in range(PATIENCE // 50):
        if not under_way or not context.pages:
            return
        context.pages[0].wait_for_timeout(50)


@pytest.fixture
def open_desk(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the desk for somebody: ``open_desk(user, scripts=True, ...) -> Page``.

    A page fails the test when it logs an error: a script that broke, a blocked resource, a missing file.
    Errors with one of the words that it ``tolerates`` are part of the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []
    under_way: set[Request] = set()

    def note(message: ConsoleMessage, *tolerated: str) -> None:
        expected = ("status of 4", "Status Error Code 4", "net::ERR_", *tolerated)
        if message.type == "error" and not any(words in message.text for words in expected):
            faults.append(f"{message.text} ({message.location.get('url', '')})")

    def open_for(
        user: User | None, *, scripts: bool = True, tolerates: Sequence[str] = (), **options
    ) -> Page:
        context = browser.new_context(java_script_enabled=scripts, base_url=live_server.url, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            let_in(context, user, live_server.url)
        page = context.new_page()
        page.on("console", lambda message: note(message, *tolerates))
        page.on("request", lambda request: under_way.add(request))
        page.on("requestfinished", lambda request: under_way.discard(request))
        page.on("requestfailed", lambda request: under_way.discard(request))
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_for
    for context in contexts:
        let_finish(context, under_way)
        context.close()
    assert not faults, faults


def assert_accessible(page: Page) -> None:
    """Fail with every accessibility fault that axe-core finds on the page as it stands."""
    results = Axe().run(page)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
