"""One statement on the platform's database with the account of a person, as the profile names it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2.extras import RealDictCursor

from acceptance.platform.access import CredentialRefused, Unreachable, require
from acceptance.profile.cards import SqlAccess
from acceptance.profile.model import Database, Permission, Permissions


def run(
    database: Database, account: SqlAccess, permissions: Permissions, needs: Permission, words: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Runs the statement of an account and returns its rows, if it has any; `%(name)s` takes a value of `words`.

    Args:
        needs: the permission that this takes.

    Raises:
        Unreachable, CredentialRefused: no connection, or the statement is refused.
        NotAssessed: the profile does not permit it.
    """
    require(permissions, needs, f"a statement as {account.user}")
    try:
        connection: Any = psycopg2.connect(
            host=database.host,
            port=database.port,
            dbname=database.name,
            user=account.user,
            password=account.password.get_secret_value(),
            connect_timeout=database.connect_timeout_s,
            application_name="acceptance",
            sslmode="verify-full" if database.ca_file else "require",
            sslrootcert=database.ca_file,
        )
        with closing(connection), connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(account.sql, dict(words))
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []
    except psycopg2.errors.InsufficientPrivilege:
        raise CredentialRefused(f"the database lets {account.user} not run the statement of the profile") from None
    except psycopg2.OperationalError as error:
        refused = "authentication failed" in str(error)
        kind = CredentialRefused if refused else Unreachable
        raise kind(f"the database could not be used as {account.user} ({type(error).__name__})") from None
