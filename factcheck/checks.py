"""What ``manage.py check`` finds wrong: with the database (``--database default``, ``migrate``), and with
the sentence model's files (with ``--deploy`` their checksums too)."""

import os
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError, connections

OLDEST_POSTGRES = 15
EXTENSIONS = ("pg_trgm", "unaccent", "vector")
LOCALE_ADVICE = (
    "Make the database anew with: CREATE DATABASE factcheck TEMPLATE template0 ENCODING 'UTF8'"
    " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'; and bring the data over with pg_dump and pg_restore."
)


def check_databases(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Return what stops the desk from keeping and finding text safely in each named database.

    Registered under Django's tag for databases, so that only commands that name one connect to it.
    """
    found: list[CheckMessage] = []
    for alias in databases or []:
        try:
            with connections[alias].cursor() as cursor:
                found += check_server(cursor)
                if not found:
                    found += check_text(cursor)
                found += check_durability(cursor)
        except DatabaseError as error:
            advice = "Start it, or correct DATABASE_URL; without DATABASE_URL the desk runs one of its own."
            found.append(Error(f"The database cannot be reached: {error}", hint=advice, id="factcheck.E001"))
    return found


def ask(cursor: Any, query: str, *parameters: Any) -> Any:
    """Return the first column of the answer's only row."""
    cursor.execute(query, parameters)
    return cursor.fetchone()[0]


def check_server(cursor: Any) -> list[CheckMessage]:
    version = int(ask(cursor, "SHOW server_version_num")) // 10000
    if version < OLDEST_POSTGRES:
        message = f"PostgreSQL {version} is too old: the desk needs {OLDEST_POSTGRES} or newer."
        return [Error(message, hint="Point DATABASE_URL at a newer server.", id="factcheck.E002")]
    return []


def check_text(cursor: Any) -> list[CheckMessage]:
    """Look for the encoding, the extensions and the character classes that search stands on."""
    encoding = ask(cursor, "SHOW server_encoding")
    if encoding != "UTF8":
        message = f"The database stores text as {encoding}, which cannot hold every language."
        return [Error(message, hint=LOCALE_ADVICE, id="factcheck.E003")]
    cursor.execute("SELECT name, installed_version FROM pg_available_extensions")
    available = dict(cursor.fetchall())
    missing = [name for name in EXTENSIONS if name not in available]
    if missing:
        message = f"PostgreSQL's extensions {' and '.join(missing)} are not installed on the server."
        advice = (
            "Install PostgreSQL's contrib package there (on Debian it is part of the package postgresql)"
            " and pgvector (on Debian the package postgresql-<version>-pgvector)."
        )
        return [Error(message, hint=advice, id="factcheck.E004")]
    if not available["vector"] and not may_add_vector(cursor):
        message = "PostgreSQL's extension vector is not in this database, and only a superuser can add it."
        advice = "Run there once, as a superuser: CREATE EXTENSION vector;"
        return [Error(message, hint=advice, id="factcheck.E007")]
    if not knows_cyrillic(cursor, has_trigrams=bool(available["pg_trgm"])):
        message = "The database's locale knows no letters but ASCII, so Cyrillic text is not found."
        return [Error(message, hint=LOCALE_ADVICE, id="factcheck.E005")]
    return []


def may_add_vector(cursor: Any) -> bool:
    """Say whether the first migration can add the extension; some servers trust it to any owner."""
    return ask(
        cursor,
        "SELECT bool_or(trusted OR NOT superuser) OR current_setting('is_superuser') = 'on'"
        " FROM pg_available_extension_versions WHERE name = 'vector'",
    )


def knows_cyrillic(cursor: Any, *, has_trigrams: bool) -> bool:
    if not has_trigrams:  # a new database: the first migration makes the extension
        locale = ask(cursor, "SELECT datctype FROM pg_database WHERE datname = current_database()")
        return locale not in {"C", "POSIX"}
    schema = ask(
        cursor,
        "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace"
        " WHERE extname = 'pg_trgm'",
    )
    return ask(cursor, f"SELECT {schema}.similarity(%s, %s)", "їжак", "їжак") == 1


def check_durability(cursor: Any) -> list[CheckMessage]:
    """Look for settings that lose what people were told is saved; tests may have them."""
    if os.environ.get("FACTCHECK_PG_FAST") == "1":
        return []
    found: list[CheckMessage] = []
    for setting, loss in {
        "fsync": "a crash of the machine can destroy the whole database",
        "synchronous_commit": "a crash of the server loses verdicts that were confirmed as saved",
    }.items():
        if ask(cursor, f"SHOW {setting}") == "off":
            advice = f"Run: ALTER SYSTEM SET {setting} = on; SELECT pg_reload_conf();"
            found.append(
                Error(f"PostgreSQL runs with {setting} off: {loss}.", hint=advice, id="factcheck.E006")
            )
    return found


def check_embedder(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Name a sentence model whose files are missing or changed; the desk runs without."""
    return _embedder_warnings(thoroughly=False)


def check_embedder_thoroughly(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Compare the checksums too, which takes a moment."""
    return [] if _embedder_warnings(thoroughly=False) else _embedder_warnings(thoroughly=True)


def _embedder_warnings(*, thoroughly: bool) -> list[CheckMessage]:
    from claims.domain import embedding

    wrong = embedding.what_is_wrong(thoroughly=thoroughly)
    if not wrong:
        return []
    advice = "Until then search works on words alone. EMBEDDER names another model's folder, or none."
    return [Warning(wrong, hint=advice, id="factcheck.W001")]
