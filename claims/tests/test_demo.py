"""The demonstration, as ``make run`` starts it: prepared, served, opened by links that work once."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

CHECKOUT = Path(__file__).resolve().parents[2]


@contextmanager
def demonstration(folder, port):
    """Start the command on a private server in ``folder``; give its process and what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "FACTCHECK_DEMO": "1",
        "FACTCHECK_LOCAL_DIR": str(folder),
        "FACTCHECK_PG_GRACE": "0.2",
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--workers", "1"],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "Ctrl-C" in line:
                break
        assert process.poll() is None, "".join(printed)
        try:
            yield process, "".join(printed)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def worker_of(process):
    """Return the number of the demonstration's worker, once that is there."""
    for line in process.stdout:
        if found := re.search(r"Worker (\d+) is ready", line):
            return int(found[1])
    raise AssertionError("no worker came up")


def is_running(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(state.strip()) and not state.startswith("Z")


@pytest.fixture
def folder():
    folder = Path(tempfile.mkdtemp(prefix="factcheck-test-"))
    folder.chmod(0o755)
    yield folder
    socket_file = folder / "postgres-for-tests" / "socket" / ".s.PGSQL.5432"
    deadline = time.monotonic() + 15
    while socket_file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not socket_file.exists(), "the private server outlived the demonstration"
    shutil.rmtree(folder)


def test_the_demonstration_has_to_be_asked_for():
    with pytest.raises(CommandError, match="FACTCHECK_DEMO=1"):
        call_command("demo")


@pytest.mark.slow
def test_the_first_start_fills_the_desk_and_every_start_prints_fresh_links(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with demonstration(folder, port) as (process, printed):
            assert "Loading the demonstration newsroom" in printed
            links = dict(re.findall(r"(Reviewer|Editor|Administrator) +(http://\S+)", printed))
            assert len(links) == 3
            assert f"Port {port} is in use" in printed
            address = re.search(r"The desk is at (http://127\.0\.0\.1:\d+)/", printed)[1]
            assert not address.endswith(f":{port}")
            with urlopen(links["Editor"]) as page:
                assert page.status == 200
            with urlopen(f"{address}/static/css/tokens.css") as style:
                assert style.headers["Content-Type"].startswith("text/css")
            worker = worker_of(process)
            assert is_running(worker)
    assert process.returncode == 0
    assert not is_running(worker)
    again = int(address.rpartition(":")[2])
    with demonstration(folder, again) as (process, printed):
        assert "Loading" not in printed
        assert "in use" not in printed
        assert not set(links.values()) & set(re.findall(r"http://\S+/sign-in/\S+", printed))
        # Killed, it can end nothing any more: its worker has to see that by itself (and let go of the server).
        worker = worker_of(process)
        process.kill()
        deadline = time.monotonic() + 20
        while is_running(worker) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not is_running(worker)
