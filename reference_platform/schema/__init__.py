"""The scoring database: plain SQL migrations, applied in the order of their numbers.

A migration is a file ``NNN_name.sql``. It runs once, in a transaction of its own, and is never edited
afterwards: a change is a new file. Tables, functions and their grants stand side by side in it.
"""

import hashlib
from pathlib import Path

from psycopg2.extensions import connection as Connection

LOCK_KEY = 4_711_001  # any constant: two set-ups of one database wait for each other

LEDGER = """
create table if not exists schema_migrations (
    name       text primary key,
    sha256     text not null,
    applied_at timestamptz not null default now()
)
"""


class ChangedMigration(Exception):
    """A migration that was applied earlier differs from its file."""


def migrations() -> list[Path]:
    """The migration files, in the order in which they are applied."""
    return sorted(Path(__file__).parent.glob("[0-9][0-9][0-9]_*.sql"))


def apply(connection: Connection) -> list[str]:
    """Apply what is missing and return its names, in order; an empty list when nothing was missing.

    `connection` is a superuser's, to the database ``scoring``, outside a transaction. The roles must exist.
    Raises ChangedMigration when an applied file was edited.
    """
    applied: list[str] = []
    with connection, connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK_KEY,))
        cursor.execute(LEDGER)
    for path in migrations():
        sql = path.read_bytes()
        digest = hashlib.sha256(sql).hexdigest()
        with connection, connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK_KEY,))
            cursor.execute("select sha256 from schema_migrations where name = %s", (path.name,))
            known = cursor.fetchone()
            if known is None:
                cursor.execute(sql.decode())
                cursor.execute("reset role")
                cursor.execute("insert into schema_migrations (name, sha256) values (%s, %s)", (path.name, digest))
                applied.append(path.name)
            elif known[0] != digest:
                raise ChangedMigration(
                    f"{path.name} was edited after it was applied; put the change into a new migration"
                )
    return applied
