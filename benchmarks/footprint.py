"""What the desk takes before anybody uses it: time to start, and room on the disk."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.serving import CHECKOUT, PATIENCE, WebServer
from benchmarks.visiting import Visitor
from claims.models import User
from factcheck.private_postgres.base import private_server
from factcheck.private_postgres.processes import servers_on

STARTS = 5


def let_go_of_database() -> None:
    """Close every connection of this process, and wait until the private server has stopped."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()
    server = private_server()
    server.release()
    deadline = time.monotonic() + PATIENCE
    while servers_on(server.place.data):
        if time.monotonic() > deadline:
            raise RuntimeError("The database did not stop: another process still uses it.")
        time.sleep(0.1)


def cold_start(user: User, path: str) -> dict[str, float]:
    """Start web server and database from nothing until a signed-in person has the first page.

    Programs and data may be in the system's file cache: nothing runs, but the machine was not restarted.
    """
    visitor = Visitor(user, 0)
    seconds = []
    for _ in range(STARTS):
        let_go_of_database()
        server = WebServer()
        began = time.perf_counter()
        server.start()
        try:
            server.wait()
            visitor.connection.host, visitor.connection.port = "127.0.0.1", server.port
            answer = visitor.get(path)
            seconds.append(time.perf_counter() - began)
        finally:
            visitor.close()
            server.stop()
        if answer.status != 200:
            raise RuntimeError(f"The first page answered {answer.status}.")
    return {
        "starts": STARTS,
        "median_seconds": round(median(seconds), 2),
        "worst_seconds": round(max(seconds), 2),
    }


def kilobytes_on_disk(path: Path) -> int:
    return int(subprocess.check_output(["du", "-sk", str(path)], text=True).split()[0])


def fresh_install(folder: Path) -> dict[str, float]:
    """Clone the checkout, install the pinned requirements as ``make run`` does, and weigh both.

    Needs the package index, or pip's cache of it. The programs are started once, so that the compiled
    modules which they leave behind count.
    """
    checkout = folder / "checkout"
    # Not by links to this checkout's objects: packed, as it comes from elsewhere.
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(CHECKOUT), str(checkout)], check=True)
    python = getattr(sys, "_base_executable", sys.executable)
    environment = {**os.environ, "PYTHON": python}
    installed = subprocess.run(
        ["sh", ".ci/venv", "requirements.txt"],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if installed.returncode:
        raise RuntimeError(f"The requirements could not be installed:\n{installed.stdout[-2000:]}")
    venv = checkout / ".venv"
    start = [str(venv / "bin" / "python"), "manage.py", "check"]
    subprocess.run(start, check=True, cwd=checkout, env=environment, stdout=subprocess.DEVNULL)
    whole, environment_size = kilobytes_on_disk(checkout), kilobytes_on_disk(venv)
    shutil.rmtree(folder)
    return {
        "megabytes": round(whole * 1024 / 1e6),
        "virtual_environment_megabytes": round(environment_size * 1024 / 1e6),
    }
