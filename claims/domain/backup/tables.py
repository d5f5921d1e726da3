"""Which tables a file of the whole desk holds, in which order, and why the others are not in it."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from claims.domain.backup.columns import CONTENT_TYPE, PERMISSION, Column, column

# What others refer to goes first, where that can be; the order is part of the format.
KEPT = (
    "auth_group",
    "auth_group_permissions",
    "claims_user",
    "claims_user_groups",
    "claims_user_user_permissions",
    "claims_desksettings",
    "claims_desksettingsevent",
    "claims_apitoken",
    "claims_keptanswer",
    "claims_task",
    "claims_publisher",
    "claims_publisherevent",
    "claims_story",
    "claims_capture",
    "claims_article",
    "claims_articleevent",
    "claims_articlerevision",
    "claims_passagecut",
    "claims_passagecutevent",
    "claims_copypair",
    "claims_claimant",
    "claims_claimantevent",
    "claims_claimantalias",
    "claims_claimantaliasevent",
    "claims_origin",
    "claims_originevent",
    "claims_claim",
    "claims_claimevent",
    "claims_appearance",
    "claims_claimlink",
    "claims_suggestion",
    "claims_choice",
    "claims_refusedpassage",
    "claims_evidence",
    "claims_evidenceevent",
    "claims_lease",
    "claims_verdict",
    "claims_ruling",
    "claims_report",
    "claims_reportevent",
    "claims_reportsection",
    "claims_reportsectionevent",
    "claims_reportitem",
    "claims_reportversion",
    "claims_reportversionitem",
    "claims_export",
    "claims_importedrecord",
    "pghistory_context",
    "django_admin_log",
    "claims_auditevent",
)

BY_MIGRATE = "manage.py migrate makes it; where it is referred to, its names stand in the file"
OF_A_MOMENT = "it holds for one machine and a short while"
OF_THE_QUEUE = "workers queue anew what claims_task says is waiting"
MADE_AGAIN = "made again from what is in the file"
LEFT_OUT = {
    "django_migrations": "the first line of the file names the last migrations",
    "django_content_type": BY_MIGRATE,
    "auth_permission": BY_MIGRATE,
    "django_session": "everybody signs in again",
    "claims_signinlink": "a way in, once and for hours",
    "claims_requestcount": OF_A_MOMENT,
    "axes_accessattempt": OF_A_MOMENT,
    "axes_accessattemptexpiration": OF_A_MOMENT,
    "axes_accessfailurelog": OF_A_MOMENT,
    "axes_accesslog": OF_A_MOMENT,
    "procrastinate_events": OF_THE_QUEUE,
    "procrastinate_jobs": OF_THE_QUEUE,
    "procrastinate_periodic_defers": OF_THE_QUEUE,
    "procrastinate_workers": OF_THE_QUEUE,
    "claims_passage": MADE_AGAIN,
    "claims_searchchunk": MADE_AGAIN,
    "claims_passagevector": MADE_AGAIN,
    "claims_claimvector": MADE_AGAIN,
    "claims_embeddedrevision": MADE_AGAIN,
    "claims_claimword": MADE_AGAIN,
    "claims_claimwords": MADE_AGAIN,
    "claims_sentencescores": MADE_AGAIN,
    "claims_copysignature": MADE_AGAIN,
    "claims_copymark": MADE_AGAIN,
}

# Rows that migrate makes have other numbers on each machine.
NAMED = {
    ("auth_group_permissions", "permission_id"): PERMISSION,
    ("claims_user_user_permissions", "permission_id"): PERMISSION,
    ("django_admin_log", "content_type_id"): CONTENT_TYPE,
}
MIGRATED = ("admin", "auth", "claims", "pghistory")

COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attnum = ANY (pk.conkey), pg_get_serial_sequence(quote_ident(c.relname), a.attname)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    JOIN pg_constraint pk ON pk.conrelid = c.oid AND pk.contype = 'p'
    WHERE c.relkind = 'r' AND pg_table_is_visible(c.oid) AND c.relname = ANY (%s)
    ORDER BY c.relname, a.attname
"""
SCHEMA = "SELECT app, max(name) FROM django_migrations WHERE app = ANY (%s) GROUP BY app ORDER BY app"


@dataclass(frozen=True)
class Table:
    """A table with its columns, generated ones aside, by name."""

    name: str
    columns: tuple[Column, ...]
    sequence: str | None

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns)

    def select(self) -> str:
        """Return the statement that reads all rows by primary key."""
        key = ", ".join(column.order for column in self.columns if column.is_key)
        read = ", ".join(column.read for column in self.columns)
        return f'SELECT {read} FROM "{self.name}" t ORDER BY {key}'  # noqa: S608  # names of our own tables

    def copy(self) -> str:
        """Return the statement that takes rows in."""
        names = ", ".join(f'"{column.name}"' for column in self.columns)
        return f'COPY "{self.name}" ({names}) FROM STDIN'


def tables() -> list[Table]:
    """Return the tables that are kept, in their order, as the database has them."""
    found: dict[str, list[Column]] = {name: [] for name in KEPT}
    sequences: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [list(KEPT)])
        for table, name, type_, is_needed, is_key, sequence in cursor.fetchall():
            named = NAMED.get((table, name), "")
            found[table].append(column(name, type_, is_needed=is_needed, is_key=is_key, named=named))
            if sequence:
                sequences[table] = sequence
    return [Table(name, tuple(columns), sequences.get(name)) for name, columns in found.items()]


def schema() -> dict[str, str]:
    """Return the last migration of each app that has tables in the file."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA, [list(MIGRATED)])
        return dict(cursor.fetchall())
