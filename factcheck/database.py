"""Which PostgreSQL the desk talks to: the one in DATABASE_URL, or a private one of its own."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

APPLICATION_NAME = "factcheck"


def database_settings(*, base_dir: Path) -> dict[str, Any]:
    """Return the ``DATABASES["default"]`` entry.

    With ``DATABASE_URL`` set, that server is used. Unset, the project's private
    PostgreSQL under ``.local/`` is started on the first connection.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url:
        entry: dict[str, Any] = dict(dj_database_url.parse(url))
        if entry["ENGINE"] != "django.db.backends.postgresql":
            raise SystemExit(
                "DATABASE_URL must name a PostgreSQL server (postgresql://user:password@host/name)."
                " The desk needs its full-text search, row locks and triggers, so no other database works."
            )
    else:
        entry = {
            "ENGINE": "factcheck.private_postgres",
            "NAME": "factcheck",
            "USER": "factcheck",
            "PASSWORD": "",
            "HOST": "",
            "PORT": "",
        }
    entry["CONN_MAX_AGE"] = 0
    # One empty query when a connection is taken: a restarted server is not noticed by anyone.
    entry["CONN_HEALTH_CHECKS"] = True
    options = entry.setdefault("OPTIONS", {})
    options["pool"] = {
        "min_size": 1,
        "max_size": int(os.environ.get("DATABASE_POOL_SIZE", "8")),
        "timeout": 20,
    }
    # Statements that come again are parsed once a connection.
    # (A pooler in front that shares connections between clients has to know prepared statements.)
    options["server_side_binding"] = True
    options["prepare_threshold"] = 3
    options["application_name"] = APPLICATION_NAME
    # A search that runs away is ended by the server, and answered with a message. The index of vectors
    # looks far enough around for what search asks, and further where rows are filtered out.
    options["options"] = (
        f"-c statement_timeout={os.environ.get('STATEMENT_TIMEOUT_MS', '0')}"
        " -c hnsw.ef_search=60 -c hnsw.iterative_scan=relaxed_order"
    )
    return entry
