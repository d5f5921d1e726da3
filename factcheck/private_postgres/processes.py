"""Which PostgreSQL servers run on a data folder, judged by their command lines."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def servers_on(data: Path) -> list[int]:
    """Return the process ids of the PostgreSQL servers started with ``-D data``.

    A command line cannot be inherited by a stranger that got a used process number, and a dead
    process that nobody has collected yet has none.
    """
    return [pid for pid, arguments in _command_lines() if _is_server(arguments, str(data))]


def _is_server(arguments: list[str], data: str) -> bool:
    if not arguments or os.path.basename(arguments[0]) != "postgres":
        return False
    return any(option == "-D" and folder == data for option, folder in itertools.pairwise(arguments))


def _command_lines() -> Iterator[tuple[int, list[str]]]:
    if sys.platform == "linux":
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    raw = Path("/proc", entry, "cmdline").read_bytes()
                except OSError:
                    continue  # it ended, or belongs to someone whose processes are hidden
                yield int(entry), [os.fsdecode(part) for part in raw.split(b"\0")]
        return
    listing = subprocess.run(
        ["/bin/ps", "-axww", "-o", "pid=,stat=,command="], capture_output=True, text=True, check=True
    ).stdout
    for line in listing.splitlines():
        pid, state, command = line.split(None, 2)
        if not state.startswith("Z"):
            # ps joins the arguments with spaces: cut the folder out whole, so that spaces in it survive.
            program, _, rest = command.partition(" -D ")
            yield int(pid), [program, "-D", rest.partition(" -c ")[0]]
