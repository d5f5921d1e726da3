"""Django's PostgreSQL backend, on the private server: it is started when first connected to."""

import functools
import os
from collections.abc import Iterable
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient
from django.db.utils import OperationalError

from factcheck.private_postgres.place import Place, PostgresUnavailableError
from factcheck.private_postgres.server import PORT, Server


@functools.cache
def private_server() -> Server:
    """Return this process's hold on the desk's server, or with FACTCHECK_PG_FAST=1 on the tests' own.

    The tests' server may lose data in a crash of the machine, so it never holds a desk's data.
    """
    fast = os.environ.get("FACTCHECK_PG_FAST") == "1"
    folder = settings.LOCAL_DIR / ("postgres-for-tests" if fast else "postgres")
    return Server(Place.under(folder, durable=not fast))


def ensure(*, check: bool = False) -> str:
    """Start the server when it is not running; return the folder of its socket, libpq's "host".

    Raises django.db.OperationalError with an explanation when it cannot be started.
    """
    try:
        return str(private_server().ensure(check=check))
    except PostgresUnavailableError as error:
        raise OperationalError(str(error)) from error


class HealingConnection(psycopg.Connection[Any]):
    """A connection that brings the server back when it is gone, wherever the pool opens it."""

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs: Any) -> "HealingConnection":
        try:
            return super().connect(conninfo, **kwargs)
        except psycopg.OperationalError:
            ensure(check=True)
            return super().connect(conninfo, **kwargs)


class Client(DatabaseClient):
    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.settings_dict.update(HOST=ensure(), PORT=str(PORT))
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = Client

    def __init__(self, settings_dict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        if pool := settings_dict.get("OPTIONS", {}).get("pool"):
            pool.setdefault("connection_class", HealingConnection)
        super().__init__(settings_dict, *args, **kwargs)

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "host": ensure(), "port": PORT}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            if self.pool:
                raise
            ensure(check=True)
            return super().get_new_connection(conn_params)
