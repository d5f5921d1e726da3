"""Ask the desk that runs in this container whether it works: ``python -m factcheck.health``."""

import http.client
import os
import sys


def healthy(*, port: int, host: str) -> bool:
    """Return whether /healthz answers 200 on this machine, asked under the name ``host``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    served = os.environ.get("BIND", "0.0.0.0:8000").rpartition(":")[2]
    sys.exit(0 if healthy(port=int(served), host=name) else 1)
