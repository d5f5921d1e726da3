"""The private server: found, started, healed and stopped."""

import fcntl
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from factcheck.private_postgres.place import Place, PostgresUnavailableError
from factcheck.private_postgres.processes import servers_on

NAME = USER = "factcheck"
PORT = 5432
PATIENCE = 60  # seconds to wait for a server that is coming up or going down
# Byte order sorting and Unicode character classes: the same on every machine. With the plain C
# character classes pg_trgm finds no letters in Cyrillic text. Linux has the first, macOS the second.
CHARACTER_CLASSES = ("C.UTF-8", "en_US.UTF-8")


def take_lock(path: Path, kind: int) -> int:
    """Return a descriptor that holds a flock of the kind on ``path``; closing it lets go.

    Raises BlockingIOError when the kind includes LOCK_NB and another process holds it.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, kind)
        except BaseException:
            os.close(descriptor)
            raise
        if is_current(descriptor, path):
            return descriptor
        os.close(descriptor)  # the folder was removed and made again while we waited


def is_current(descriptor: int, path: Path) -> bool:
    """Tell whether an open lock file is still the one that others find under its name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def locked(path: Path) -> Iterator[None]:
    descriptor = take_lock(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


class Server:
    """This process's hold on the private server of one place."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.mutex = place.root / "mutex"
        self.lease_file = place.root / "lease"
        self.keeper_lock = place.root / "keeper"
        self._lease: int | None = None

    def ensure(self, *, check: bool = False) -> Path:
        """Make the server run for as long as this process lives; return its socket's folder.

        Once it has been found running it is taken to be so until ``check`` asks again. Forked
        children share the hold. Raises PostgresUnavailableError when it cannot be started.
        """
        if self._lease is not None and not check:
            return self.place.socket_folder
        self.place.make_root()
        try:
            with locked(self.mutex):
                self._hold_lease()
                if not self.is_listening():
                    self._start()
                self._ensure_keeper()
        except PermissionError as error:
            raise PostgresUnavailableError(
                f"{error.filename or self.place.root} belongs to another user. Run the desk as its owner,"
                " or set FACTCHECK_LOCAL_DIR to a folder of yours."
            ) from error
        self._wait_until_ready()
        return self.place.socket_folder

    def release(self) -> None:
        """Let go of the server; the keeper stops it when nobody else needs it."""
        if self._lease is not None:
            os.close(self._lease)
            self._lease = None

    def is_listening(self) -> bool:
        """Tell whether a server answers on the socket; a busy one, with a full queue, counts."""
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(str(self.place.socket))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
        return True

    def stop(self) -> None:
        """End the server in an orderly way; called under the mutex, with no client left.

        Not by ``pg_ctl stop``: it signals whatever process has the number in the file by now.
        """
        for pid in servers_on(self.place.data):
            self._end(pid)

    def _hold_lease(self) -> None:
        if self._lease is not None and not is_current(self._lease, self.lease_file):
            self.release()
        if self._lease is None:
            self._lease = take_lock(self.lease_file, fcntl.LOCK_SH)

    def _start(self) -> None:
        # Alive, but its socket or its folder was removed: it would be in the way of a new one.
        for pid in servers_on(self.place.data):
            self._end(pid)
        self.place.make_private_folders()
        fresh = not (self.place.data / "PG_VERSION").exists()
        if fresh:
            self._initialise()
        # Left by a crash. No server of ours is alive, so the process numbers in them are anyone's.
        for leftover in (self.place.data / "postmaster.pid", Path(f"{self.place.socket}.lock")):
            leftover.unlink(missing_ok=True)
        self._launch()
        if fresh:
            made = self.place.run(
                "createdb", "-h", self.place.socket_folder, "-p", PORT, "-U", USER, "-T", "template0", NAME
            )
            if made.returncode and "already exists" not in made.stdout:
                raise PostgresUnavailableError(f"The database could not be made: {made.stdout}")

    def _initialise(self) -> None:
        arguments = ["-D", self.place.data, "-U", USER, "--auth=trust", "--encoding=UTF8"]
        arguments += ["--no-instructions", "--locale=C"]
        if self.place.major >= 17:
            arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.place.durable:
            arguments.append("--no-sync")
        said = ""
        for classes in CHARACTER_CLASSES:
            made = self.place.run("initdb", *arguments, f"--lc-ctype={classes}")
            if made.returncode == 0:
                return
            said = said or made.stdout
            for entry in self.place.data.iterdir():
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        raise PostgresUnavailableError(f"The private database could not be made in {self.place.data}: {said}")

    def _launch(self) -> None:
        settings = {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": self.place.socket_folder,
            "unix_socket_permissions": "0700",
            "max_connections": 60,
            "shared_buffers": "128MB",
            "jit": "off",
        }
        if not self.place.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        arguments = ["-D", self.place.data, "-w", "-t", PATIENCE * 2, "-l", self.place.log, "-o", options]
        deadline = time.monotonic() + PATIENCE
        while True:
            started = self.place.run("pg_ctl", *arguments, "start")
            if started.returncode == 0:
                return
            log = self.place.log.read_text(errors="replace") if self.place.log.exists() else ""
            # The last backends of a killed server may still be finishing a query.
            if "shared memory block" not in log[-1500:] or time.monotonic() > deadline:
                raise PostgresUnavailableError(
                    f"The private PostgreSQL did not start: {started.stdout}\n{log[-3000:]}"
                )
            time.sleep(0.2)

    def _end(self, pid: int) -> None:
        try:
            os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast shutdown"
        except ProcessLookupError:
            return
        deadline = time.monotonic() + PATIENCE
        while pid in servers_on(self.place.data):
            if time.monotonic() > deadline:
                raise PostgresUnavailableError(
                    f"The PostgreSQL of {self.place.data} does not end. Stop process {pid} and try again."
                )
            time.sleep(0.05)

    def _wait_until_ready(self) -> None:
        """Wait while the server recovers from a crash: it listens already, but lets nobody in."""
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.place.run("pg_isready", "-h", self.place.socket_folder, "-p", PORT, "-t", "5")
            if answer.returncode == 0:
                return
            if time.monotonic() > deadline:
                raise PostgresUnavailableError(
                    f"The private PostgreSQL lets nobody in: {answer.stdout.strip()}"
                )
            time.sleep(0.05)

    def _ensure_keeper(self) -> None:
        try:
            os.close(take_lock(self.keeper_lock, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            return
        checkout = str(Path(__file__).resolve().parents[2])
        command = [sys.executable, "-m", "factcheck.private_postgres.keeper", str(self.place.root)]
        environment = {
            **os.environ,
            "PYTHONPATH": checkout,
            "FACTCHECK_PG_BIN": str(self.place.programs),
        }
        # Started through a shell that ends at once, so that the keeper is no child of this process:
        # nothing is left to wait for, and it outlives whoever needed it first.
        subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", f"{shlex.join(command)} &"],
            start_new_session=True,
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
