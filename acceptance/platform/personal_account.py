"""One statement on the platform's database with the account of a person, as the profile names it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2.extras import RealDictCursor

from acceptance.platform.access import CredentialRefused, require
from acceptance.platform.connections import postgresql
from acceptance.platform.postgresql import answered
from acceptance.profile.cards import SqlAccess
from acceptance.profile.permissions import Permission, Permissions
from acceptance.profile.services import Database


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
    password = account.password.get_secret_value()
    connection = postgresql(
        database, account.user, password, permissions, needs, whose="profile", application="acceptance"
    )
    try:
        with (
            closing(connection),
            answered(connection, database),
            connection,
            connection.cursor(cursor_factory=RealDictCursor) as cursor,
        ):
            cursor.execute(account.sql, dict(words))
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []
    except psycopg2.errors.InsufficientPrivilege:
        raise CredentialRefused(f"the database lets {account.user} not run the statement of the profile") from None
