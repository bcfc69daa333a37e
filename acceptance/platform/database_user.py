"""PostgreSQL as somebody else: what an identity of the platform can do there, tried and always taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2.extras import RealDictCursor

from acceptance.platform.access import Unreachable, require
from acceptance.platform.connections import first_line, postgresql
from acceptance.profile.audit import DatabaseIdentity
from acceptance.profile.permissions import Permission, Permissions
from acceptance.profile.services import Database

LOCK_TIMEOUT_MS = 2_000
STATEMENT_TIMEOUT_S = 10
APPLICATION = "acceptance, trying"
MISSING_RIGHT = "42501"


@dataclass(frozen=True)
class Attempt:
    """What became of an attempt: the SQLSTATE with which it was refused, or None and how many rows it concerned.

    Attributes:
        by_a_rule: whether a trigger or another procedure refused it, so that the right itself is held.
    """

    sqlstate: str | None
    rows: int
    by_a_rule: bool = False

    def refused_with(self, who: str) -> str:
        """The SQLSTATE of a refusal; where a rule claims that a right is missing, that it is held."""
        if self.by_a_rule and self.sqlstate == MISSING_RIGHT:
            return f"{who}: has the right, and a rule alone refuses it"
        return str(self.sqlstate)


class DatabaseUser:
    """One identity at the platform's database. What is tried happens in transactions that are rolled back.

    Args:
        database: where.
        identity: who.
        permissions: trying what could destroy something takes `destroy`.
    """

    def __init__(self, database: Database, identity: DatabaseIdentity, permissions: Permissions) -> None:
        self._database = database
        self._identity = identity
        self._permissions = permissions

    def attempt(self, sql: str, words: Mapping[str, Any]) -> Attempt:
        """Tries one statement; `%(name)s` takes a value of `words`. It waits 2 s for locks at most.

        Raises:
            CredentialRefused: the profile's user or password is refused.
            Unreachable: no connection.
            NotAssessed: the profile does not permit it.
        """
        require(self._permissions, "destroy", "trying to change what must not be changed")
        connection = self._connect("destroy")
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, dict(words))
                return Attempt(None, cursor.rowcount)
        except psycopg2.Error as error:
            if error.pgcode is None:
                raise Unreachable("the database lost the connection during an attempt") from None
            return Attempt(error.pgcode, 0, error.diag.source_function == "exec_stmt_raise")
        finally:
            connection.rollback()
            connection.close()

    def run(self, sql: str) -> None:
        """Runs one statement for good; it takes `write`.

        Raises:
            Unreachable: it failed.
        """
        require(self._permissions, "write", "making and removing objects of the database")
        connection = self._connect("write")
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
        except psycopg2.Error as error:
            raise Unreachable(f"the database did not do as asked: {first_line(error)}") from None
        finally:
            connection.close()

    def rows_after(
        self, statements: Sequence[str], questions: Sequence[str], words: Mapping[str, Any]
    ) -> list[list[dict[str, Any]]]:
        """The answers to questions that are asked in the same transaction as statements before them.

        Raises:
            Unreachable: a statement or the connection failed.
        """
        require(self._permissions, "destroy", "changing what must not be changed, to be taken back")
        connection = self._connect("destroy")
        try:
            with connection.cursor(cursor_factory=RealDictCursor) as cursor:
                for statement in statements:
                    cursor.execute(statement, dict(words))
                answers = []
                for question in questions:
                    cursor.execute(question, dict(words))
                    answers.append([dict(row) for row in cursor.fetchall()])
                return answers
        except psycopg2.Error as error:
            raise Unreachable(f"the database did not do as asked: {first_line(error)}") from None
        finally:
            connection.rollback()
            connection.close()

    def connected(self, takes: Permission) -> Any:
        """A connection of this identity for whoever tries several things; raises as `attempt`."""
        require(self._permissions, takes, "trying to change what must not be changed")
        return self._connect(takes)

    def _connect(self, takes: Permission) -> Any:
        who = self._identity
        return postgresql(
            self._database,
            who.user,
            who.password.get_secret_value(),
            self._permissions,
            takes,
            database=who.database,
            application=APPLICATION,
            settings=f"-c lock_timeout={LOCK_TIMEOUT_MS}",
            statement_timeout_s=STATEMENT_TIMEOUT_S,
        )
