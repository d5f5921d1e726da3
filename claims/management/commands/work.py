"""A worker: does the background jobs."""

import asyncio
import os
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

# After the database was lost, look for it again so many seconds later.
PAUSE = 5.0


class Command(BaseCommand):
    help = (
        "Do the desk's background jobs until told to stop (Ctrl-C, SIGTERM); a job that runs stops after its"
        " current batch and goes on later. Any number of workers may run, on any number of machines."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=1, help="jobs at a time (1)")
        parser.add_argument(
            "--nice", type=int, default=10, help="how far to stand back for pages, 0 to 19 (10)"
        )
        parser.add_argument("--until-empty", action="store_true", help="end when no job waits")
        parser.add_argument(
            "--until-stdin-ends", action="store_true", help="end together with the program that feeds it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["nice"]:
            os.nice(options["nice"])
        asyncio.run(self.work(**options))

    def say(self, text: str) -> None:
        if self.verbosity:
            self.stdout.write(text)
            self.stdout.flush()

    async def work(
        self, *, concurrency: int, until_empty: bool, until_stdin_ends: bool, verbosity: int, **options: Any
    ) -> None:
        self.verbosity = verbosity
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
        if until_stdin_ends:
            threading.Thread(target=wait_for_end, args=[loop, stopped], daemon=True).start()
        self.say(f"Worker {os.getpid()} is ready for background jobs.")
        while not stopped.is_set():
            try:
                await asyncio.to_thread(reach_database)
                await work_until(stopped, concurrency=concurrency, wait=not until_empty)
            except (ConnectorException, DatabaseError) as error:
                self.stderr.write(f"The worker lost the database and looks for it again: {error}")
            if until_empty:
                break
            try:
                await asyncio.wait_for(stopped.wait(), PAUSE)
            except TimeoutError:
                continue
        self.say(f"Worker {os.getpid()} has stopped.")


def wait_for_end(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    """Wait in a thread of its own for standard input to end: whoever held its other end is gone."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    loop.call_soon_threadsafe(stopped.set)


def reach_database() -> None:
    """Bring a private server back that is gone; the worker's own connections only find it."""
    try:
        connection.ensure_connection()
    finally:
        close_old_connections()


async def work_until(stopped: asyncio.Event, *, concurrency: int, wait: bool) -> None:
    """Run procrastinate's worker until ``stopped`` is set, it finds nothing more, or the database is lost."""
    given = connector_params()
    # Taking and ending jobs need not wait for the disk: what a crash of the database's machine forgets of that
    # is done once more, which changes nothing.
    options = f"{given.get('options', '')} -c synchronous_commit=off"
    connector = PsycopgConnector(
        kwargs={**given, "application_name": "factcheck-worker", "options": options},
        min_size=1,
        max_size=concurrency + 2,
    )
    with app.replace_connector(connector):
        async with app.open_async():
            working = asyncio.ensure_future(
                app.run_worker_async(
                    concurrency=concurrency,
                    wait=wait,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    update_heartbeat_interval=settings.WORKER_SIGN_SECONDS,
                    stalled_worker_timeout=settings.WORKER_SILENT_SECONDS,
                    # Running jobs are told to stop at once, and do so after their batch.
                    shutdown_graceful_timeout=0,
                )
            )
            asking = asyncio.ensure_future(stopped.wait())
            await asyncio.wait([working, asking], return_when=asyncio.FIRST_COMPLETED)
            asking.cancel()
            if not working.done():
                working.cancel()
            await asyncio.gather(working, return_exceptions=working.cancelled() or stopped.is_set())
