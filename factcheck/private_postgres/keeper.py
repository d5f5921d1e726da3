"""The process that stops the private server a moment after its last client is gone.

Started by ``server.Server`` as ``python -m factcheck.private_postgres.keeper FOLDER``; there is one
for each server, and it ends together with it.
"""

import fcntl
import os
import signal
import sys
import time
from pathlib import Path

from factcheck.private_postgres.place import Place
from factcheck.private_postgres.server import Server, is_current, locked, take_lock


def keep(folder: Path, *, grace: float) -> None:
    """Sleep until no client holds the lease for ``grace`` seconds, then stop the server of ``folder``.

    Returns at once when another keeper is there, and without stopping anything when the folder
    was removed: its name may belong to a new server by now.
    """
    server = Server(Place.under(folder))
    try:
        kept = take_lock(server.keeper_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    lease = os.open(server.lease_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    while True:
        fcntl.flock(lease, fcntl.LOCK_EX)  # sleeps while there is a client
        fcntl.flock(lease, fcntl.LOCK_UN)
        time.sleep(grace)
        if not (is_current(kept, server.keeper_lock) and is_current(lease, server.lease_file)):
            return
        with locked(server.mutex):
            try:
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # somebody came back
            server.stop()
            os.close(kept)
            return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    keep(Path(sys.argv[1]), grace=float(os.environ.get("FACTCHECK_PG_GRACE", "3")))
