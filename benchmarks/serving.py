"""The desk's real server, started as in production, and what its processes take of memory."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE = 60  # seconds to wait for a server
SAMPLE_EVERY = 0.5  # seconds


def free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind((HOST, 0))
        return candidate.getsockname()[1]


@dataclass
class WebServer:
    """gunicorn with ``gunicorn.conf.py`` on a loopback port of its own."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start without waiting. The environment is this process's: that of production."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
            cwd=CHECKOUT,
            env={**os.environ, "BIND": f"{HOST}:{self.port}", "LOG_LEVEL": "WARNING"},
            stderr=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        """Pass on what the server complains of, but not its greetings."""
        complaints = self.process.stderr if self.process else None
        for line in complaints or []:
            if "[INFO]" not in line:
                sys.stderr.write(line)

    def wait(self) -> None:
        """Return when the port takes connections; raise RuntimeError when that never happens."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError("The server ended before it served anything; its messages stand above.")
            with suppress(OSError), socket.create_connection((HOST, self.port), timeout=1):
                return
            time.sleep(0.01)
        raise RuntimeError(f"The server did not answer within {PATIENCE} seconds.")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=PATIENCE)
            self.process = None


@contextmanager
def serving() -> Iterator[WebServer]:
    server = WebServer()
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    found, waiting = [], [pid]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def memory(pids: list[int]) -> tuple[int, int]:
    """Return the processes' summed RSS and PSS in KiB. PSS counts a shared page once in all."""
    resident = proportional = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Rss:"):
                    resident += int(line.split()[1])
                elif line.startswith("Pss:"):
                    proportional += int(line.split()[1])
    return resident, proportional


@dataclass
class Peak:
    """The most that was seen of a group of processes, in KiB."""

    resident: int = 0
    proportional: int = 0

    def see(self, pids: list[int]) -> None:
        resident, proportional = memory(pids)
        self.resident = max(self.resident, resident)
        self.proportional = max(self.proportional, proportional)

    def as_mib(self) -> dict[str, float]:
        return {"rss_mib": round(self.resident / 1024, 1), "pss_mib": round(self.proportional / 1024, 1)}


class MemoryWatch:
    """Looks at the web server's and the database's processes twice a second until it is left."""

    def __init__(self, web: int, data: Path) -> None:
        self.web, self.data = web, data
        self.web_peak, self.database_peak = Peak(), Peak()
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        from factcheck.private_postgres.processes import servers_on

        while not self._left.wait(SAMPLE_EVERY):
            self.web_peak.see(family(self.web))
            self.database_peak.see([pid for server in servers_on(self.data) for pid in family(server)])

    def __enter__(self) -> "MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()
