"""The private server's life: started once, shared, healed, stopped, and nobody else's process touched."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from factcheck.private_postgres import place as place_module
from factcheck.private_postgres.place import Place, PostgresUnavailableError, program_folder, reachable
from factcheck.private_postgres.processes import servers_on
from factcheck.private_postgres.server import NAME, PORT, USER, Server

CHECKOUT = Path(__file__).resolve().parents[2]
GRACE = "0.4"
# A client: connects, says so, and stays until its standard input is closed.
CLIENT = """
import sys
from pathlib import Path
from factcheck.private_postgres.place import Place
from factcheck.private_postgres.server import Server
place = Place.under(Path(sys.argv[1]))
folder = Server(place).ensure()
query = "SELECT pg_postmaster_start_time()"
print(place.run("psql", "-h", folder, "-p", 5432, "-U", "factcheck", "-tAc", query, "factcheck").stdout, flush=True)
sys.stdin.read()
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Linux and macOS only")


def environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "FACTCHECK_ENV"}
    }
    return {
        **kept,
        "FACTCHECK_PG_GRACE": GRACE,
        "FACTCHECK_LOCAL_DIR": str(folder),
        "FACTCHECK_PG_BIN": str(program_folder()),
        "PYTHONPATH": str(CHECKOUT),
    }


def start_client(folder: Path, python: str = sys.executable, **options: object) -> subprocess.Popen:
    return subprocess.Popen(
        [python, "-c", CLIENT, str(folder)],
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        **options,
    )


@contextmanager
def client(folder: Path, python: str = sys.executable, **options: object) -> Iterator[subprocess.Popen]:
    """A connected client; ``started`` is when its server was started, as the server tells it."""
    with start_client(folder, python, **options) as process:
        process.started = process.stdout.readline().strip()
        assert process.started, "the client could not connect"
        try:
            yield process
        finally:
            process.kill()


def wait_for(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def keepers(place: Place) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"factcheck.private_postgres.keeper" in command and os.fsencode(place.root) in command:
            found.append(int(entry.name))
    return found


@contextmanager
def home() -> Iterator[Path]:
    """A folder for one server, which every system user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="factcheck-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        place = Place.under(folder)
        wait_for(lambda: not servers_on(place.data))
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """One server's place for the tests that leave it in order."""
    with home() as folder:
        yield Place.under(folder)


@pytest.mark.slow
def test_twelve_cold_starts_at_once_make_one_server():
    with home() as folder:
        clients = [start_client(folder) for _ in range(12)]
        answers = [process.stdout.readline().strip() for process in clients]
        found = servers_on(Place.under(folder).data)
        for process in clients:
            process.communicate()
        assert len(set(answers)) == 1
        assert answers[0]
        assert len(found) == 1


def test_the_server_outlives_one_client_and_stops_when_the_last_is_killed(place):
    with client(place.root) as first, client(place.root) as second:
        assert first.started == second.started
        first.kill()
        first.wait()
        time.sleep(float(GRACE) * 3)
        assert len(servers_on(place.data)) == 1
        second.kill()
        second.wait()
        wait_for(lambda: not servers_on(place.data))
        wait_for(lambda: not keepers(place))
    assert not place.socket.exists()


def test_a_killed_server_is_started_again_with_its_data(place):
    server = Server(place)
    with client(place.root):
        folder = str(server.ensure())
        with psycopg.connect(host=folder, port=PORT, user=USER, dbname=NAME) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'still here' AS word")
        (pid,) = servers_on(place.data)
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not servers_on(place.data))
        server.ensure(check=True)
        with psycopg.connect(host=folder, port=PORT, user=USER, dbname=NAME) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("still here",)
            connection.execute("DROP TABLE kept")
        assert len(servers_on(place.data)) == 1
        server.release()


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_killed_keeper_is_replaced_by_the_next_client(place):
    with client(place.root):
        (keeper,) = keepers(place)
        os.kill(keeper, signal.SIGKILL)
        wait_for(lambda: not keepers(place))
        with client(place.root):
            wait_for(lambda: keepers(place))
    wait_for(lambda: not servers_on(place.data))


def test_a_stranger_with_the_number_of_a_dead_server_is_left_alone(place):
    identity = {"user": place.user.pw_uid, "group": place.user.pw_gid} if place.user else {}
    with subprocess.Popen(["sleep", "60"], cwd="/", **identity) as stranger:
        stale = f"{stranger.pid}\n{place.data}\n1\n{PORT}\n{place.socket_folder}\n\n  1  1\nready\n"
        try:
            with client(place.root):
                (pid,) = servers_on(place.data)
                os.kill(pid, signal.SIGKILL)
                wait_for(lambda: not servers_on(place.data))
                (place.data / "postmaster.pid").write_text(stale)
                Path(f"{place.socket}.lock").write_text(stale)
            # The keeper finds nothing to stop, whatever the file says.
            wait_for(lambda: not keepers(place))
            assert stranger.poll() is None
            with client(place.root):
                assert len(servers_on(place.data)) == 1
            wait_for(lambda: not servers_on(place.data))
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_server_whose_folder_was_removed_gives_way_to_a_new_one():
    with home() as folder, client(folder) as first:
        data = Place.under(folder).data
        (before,) = servers_on(data)
        # The server takes notice and removes files of its own meanwhile: rm does not mind.
        subprocess.run(["rm", "-rf", *folder.iterdir()], check=True)
        with client(folder) as second:
            assert second.started != first.started
            (after,) = servers_on(data)
            assert after != before
            first.kill()
            first.wait()
            time.sleep(float(GRACE) * 3)
            assert servers_on(data) == [after]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_an_ordinary_user_runs_the_server_as_himself():
    pythons = [python for python in (sys.executable, "/usr/bin/python3") if reachable(Path(python).resolve())]
    if not (pythons and reachable(CHECKOUT) and reachable(program_folder())):
        pytest.skip("this checkout lies in a folder that only root may enter")
    nobody = pwd.getpwnam("nobody")
    with home() as folder:
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        with client(folder, pythons[0], user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[]):
            place = Place.under(folder)
            (pid,) = servers_on(place.data)
            assert Path("/proc", str(pid)).stat().st_uid == nobody.pw_uid
            # Root comes later to the same checkout, and shares the server of the folder's owner.
            assert place.user == nobody
            with client(folder):
                assert servers_on(place.data) == [pid]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_root_hands_the_server_to_an_unprivileged_user_and_closes_its_folders(place):
    with client(place.root):
        (pid,) = servers_on(place.data)
        assert Path("/proc", str(pid)).stat().st_uid == place.user.pw_uid != 0
        assert place.data.stat().st_mode & 0o777 == 0o700
        assert place.socket_folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="everybody else can reach their own folders")
def test_a_folder_that_only_root_can_enter_is_left_as_it_is(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    place = Place.under(closed / "local")
    assert place.root.parent == place_module.SHARED_FOLDER
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_long_path_gets_a_short_socket_path():
    with home() as folder:
        deep = folder / ("long" * 12) / ("path" * 12)
        deep.mkdir(parents=True)
        place = Place.under(deep)
        try:
            with client(deep):
                assert len(os.fsencode(place.socket)) < 100
                assert len(servers_on(place.data)) == 1
            wait_for(lambda: not servers_on(place.data))
        finally:
            shutil.rmtree(place.socket_folder)


def test_a_folder_that_others_can_write_to_is_refused(tmp_path):
    place = Place.under(tmp_path / "open")
    place.root.mkdir(parents=True, exist_ok=True)
    try:
        place.root.chmod(0o777)
        with pytest.raises(PostgresUnavailableError, match="only its owner"):
            place.make_root()
    finally:
        place.root.rmdir()


def test_a_desk_keeps_its_data_safe_and_its_server_to_itself(place):
    expected = {"fsync": "on", "synchronous_commit": "on", "listen_addresses": "", "server_encoding": "UTF8"}
    host = str(place.socket_folder)
    with client(place.root), psycopg.connect(host=host, port=PORT, user=USER, dbname=NAME) as connection:
        found = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in expected}
        assert found == expected
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT similarity('їжак', 'їжак')").fetchone() == (1,)


DESK = """
import os, signal, sys, time, django
from pathlib import Path
django.setup()
from django.db import connection
from factcheck.private_postgres.base import private_server
from factcheck.private_postgres.processes import servers_on
assert not private_server().place.root.exists(), "importing the desk started a server"
with connection.cursor() as cursor:
    cursor.execute("SELECT pg_backend_pid()")
    (backend,) = cursor.fetchone()
connection.close()
(pid,) = servers_on(private_server().place.data)
os.kill(pid, signal.SIGKILL)
while Path("/proc", str(backend)).exists():  # it takes notice that its server is gone
    time.sleep(0.01)
began = time.monotonic()
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_stat_activity")
print(round(time.monotonic() - began, 1))
connection.close_pool()
"""


@pytest.mark.slow
def test_the_desks_next_request_after_a_crash_of_the_server_is_answered():
    with home() as folder:
        done = subprocess.run(
            [sys.executable, "-c", DESK],
            env={**environment(folder), "DJANGO_SETTINGS_MODULE": "factcheck.settings"},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        assert float(done.stdout) < 15
        wait_for(lambda: not servers_on(Place.under(folder / "postgres-for-tests").data))


@pytest.mark.skipif(os.geteuid() != 0, reason="others run PostgreSQL as themselves")
def test_root_runs_programs_from_a_folder_that_is_closed_to_others(tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    package = program_folder().parent.parent
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.with_name(name), closed / name, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setenv("FACTCHECK_PG_BIN", str(closed / package.name / "pginstall" / "bin"))
    place = Place.under(tmp_path / "local")
    try:
        assert place.programs.is_relative_to(place_module.SHARED_FOLDER)
        assert reachable(place.programs)
        assert place.run("initdb", "--version").returncode == 0
        assert Place.under(tmp_path / "local").programs == place.programs
    finally:
        shutil.rmtree(place.programs.parents[2])
