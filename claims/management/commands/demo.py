"""Serve the desk with its demonstration newsroom, and let one person of each role in."""

import socket
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from gunicorn.app.base import BaseApplication

from claims.domain import access
from claims.models import Article, User
from claims.vocabulary import Role
from factcheck.checks import check_databases

HOST = "127.0.0.1"
PORTS_TRIED = 50
# So long the worker may take to finish its batch when the desk ends; then it is ended, and loses only that.
WORKER_PATIENCE = 5


class Command(BaseCommand):
    help = "Prepare the database, load the seeds into an empty one, print one-time sign-in links, and serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="the next free one is taken if it is in use"
        )
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, port: int, workers: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demonstration lets people in by a link, so it has to be asked for: set FACTCHECK_DEMO=1"
                " (and leave FACTCHECK_ENV unset)."
            )
        self.prepare()
        free = free_port(port)
        if free != port:
            self.say(f"Port {port} is in use, so the desk is on {free}.")
        greeting = self.greeting(f"http://{HOST}:{free}")
        # The workers are forked, and no connection may be shared between processes.
        database = connections["default"]
        assert isinstance(database, DatabaseWrapper)
        database.close()
        database.close_pool()
        worker = BackgroundWorker()

        def when_ready() -> None:
            self.say(greeting)
            worker.start()

        serve(bind=f"{HOST}:{free}", workers=workers, when_ready=when_ready, on_exit=worker.stop)

    def say(self, text: str) -> None:
        """Print at once, also where the output is kept in a file."""
        self.stdout.write(text)
        self.stdout.flush()

    def prepare(self) -> None:
        """Bring the tables up to date, and fill the desk if nothing is on it."""
        if problems := check_databases(["default"]):
            raise CommandError("\n".join(f"{problem.msg}\n{problem.hint}" for problem in problems))
        executor = MigrationExecutor(connections["default"])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Preparing the database")
            call_command("migrate", verbosity=0, interactive=False)
        if not Article.objects.exists():
            self.say("Loading the demonstration newsroom")
            call_command("load_seeds")

    def greeting(self, address: str) -> str:
        lines = ["", f"The desk is at {address}/", "", "Sign in with one of these links; each works once:"]
        for role in Role:
            person = User.objects.filter(groups__name=role, is_active=True).order_by("pk").first()
            if person is None:
                lines.append(f"  {role.label}: nobody on this desk has that role")
                continue
            path = reverse("sign-in-link", args=[access.make_sign_in_link(user=person)])
            lines.append(f"  {role.label:<14} {address}{path}")
        return "\n".join([*lines, "", "Start again for fresh links. Press Ctrl-C to stop.", ""])


class BackgroundWorker:
    """A process of its own for background jobs, so that they take nothing from the pages.

    It ends with the desk even when the desk is killed: nobody holds the other end of its standard
    input any more.
    """

    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # In a session of its own: Ctrl-C reaches the desk alone, which then ends its worker.
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, sys.argv[0], "work", "--until-stdin-ends"],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(WORKER_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()


def free_port(wanted: int) -> int:
    """Return the first port from ``wanted`` on that nobody listens on; raises CommandError if none is."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as candidate:
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                candidate.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CommandError(f"No port from {wanted} on is free. Name another: make run PORT=9000")


def serve(*, bind: str, workers: int, when_ready: Any, on_exit: Any) -> None:
    """Serve until Ctrl-C; ``when_ready`` is called once requests are accepted, ``on_exit`` at the end."""

    class Desk(BaseApplication):
        def load_config(self) -> None:
            chosen = {
                "bind": bind,
                "workers": workers,
                "worker_class": "gthread",
                "threads": 4,
                "keepalive": 5,
                "graceful_timeout": 3,
                "control_socket_disable": True,
                "loglevel": "warning",
                "preload_app": True,
                "when_ready": lambda arbiter: when_ready(),
                "on_exit": lambda arbiter: on_exit(),
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from factcheck.wsgi import application

            return application

    Desk().run()
