"""The books: the platform's tables, in PostgreSQL, or in memory (SQLite) where a test needs no server.

Statements name tables and columns as `$name`; the dialect says what they are called. Times are milliseconds since 1970.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from tests.second_platform.dialect import Dialect

CONNECTIONS = 8
WAIT_S = 5
# `{serial}` is the only thing that the two engines say differently.
SCHEMA = (
    """create table $customers ($number text primary key, $name text not null, $email text not null,
       $age bigint not null, $income bigint not null, $bureau bigint not null, $debt bigint not null,
       $employment bigint not null, $moment bigint not null, $hold boolean not null default false)""",
    """create table $consents ($number text not null, $product text not null, $purpose text not null,
       $text text not null, $channel text not null, $given_at bigint not null, $given_by text not null,
       $ended_at bigint, primary key ($number, $product, $purpose))""",
    """create table $evaluations ($id text primary key, $number text not null, $product text not null,
       $points bigint not null, $level text not null, $first_outcome text not null, $outcome text not null,
       $version text not null, $figures text not null, $decided_at bigint not null, $reference text not null,
       $caller text not null, $idempotency text not null, $digest text not null, unique ($caller, $idempotency))""",
    """create table $reviews ($id text primary key, $evaluation text not null unique, $number text not null,
       $statement text not null, $state text not null, $opened_at bigint not null, $opened_by text not null,
       $decided_at bigint, $decided_by text, $why text)""",
    """create table $tombstones ($pseudonym text primary key, $erased_at bigint not null, $erased_by text not null)""",
    """create table $audit ($sequence {serial}, $when bigint not null, $who text not null, $kind text not null,
       $origin text not null, $event text not null, $result text not null, $object text not null,
       $reference text not null)""",
)

PERSONAL = {
    "customers": ("number", "name", "email", "age", "income", "bureau", "debt", "employment", "moment"),
    "consents": ("number",),
    "evaluations": ("number", "figures", "reference"),
    "reviews": ("number", "statement", "why"),
    "audit": ("reference",),
}
"""Table -> the columns in which something of a customer may stand."""


class Books:
    """Statements in the dialect's names; what one `transaction` block does is done as a whole or not at all."""

    def __init__(self, dialect: Dialect, connect: Callable[[], Any], connections: int, mark: str = "%s") -> None:
        self.dialect = dialect
        self._connect = connect
        self._mark = mark
        self._own = threading.local()
        self._free: queue.LifoQueue[Any] = queue.LifoQueue()
        for _ in range(connections):
            self._free.put(None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction for this thread; a block inside another belongs to the outer one."""
        if getattr(self._own, "connection", None) is not None:
            yield
            return
        connection = self._free.get(timeout=WAIT_S)
        try:
            connection = self._own.connection = connection or self._connect()
            yield
            connection.commit()
        except BaseException:
            connection = _rolled_back(connection)
            raise
        finally:
            self._own.connection = None
            self._free.put(connection)

    def hold(self, number: str) -> None:
        """Inside a transaction: nobody else changes anything of this customer until it ends."""
        if self._mark == "%s":  # in memory there is one connection, so one transaction at a time
            self._run("select pg_advisory_xact_lock(hashtext(?))", (number,))

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """The rows that a statement answers, by the platform's own names."""
        with self.transaction():
            cursor = self._run(statement, values)
            names = [self.dialect.inwards({column[0]: None}) for column in cursor.description]
            return [dict(zip((next(iter(name)) for name in names), row, strict=True)) for row in cursor.fetchall()]

    def row(self, statement: str, *values: Any) -> dict[str, Any] | None:
        """The first row, or None."""
        return next(iter(self.rows(statement, *values)), None)

    def change(self, statement: str, *values: Any) -> int:
        """Run a statement; how many rows it changed."""
        with self.transaction():
            return self._run(statement, values).rowcount

    def _run(self, statement: str, values: tuple[Any, ...]) -> Any:
        cursor = self._own.connection.cursor()
        cursor.execute(self.dialect.sql(statement).replace("?", self._mark), values)
        return cursor


def _rolled_back(connection: Any) -> Any:
    """The connection, fit for the next transaction, or None when it is broken."""
    try:
        if connection is not None:
            connection.rollback()
    except psycopg2.Error:
        return None
    return None if getattr(connection, "closed", 0) else connection


def in_postgresql(dialect: Dialect, address: str) -> Books:
    """The books in a PostgreSQL server; `address` is a connection string."""
    return Books(dialect, lambda: psycopg2.connect(address, connect_timeout=3), CONNECTIONS)


def in_memory(dialect: Dialect) -> Books:
    """Empty books that are gone with the object."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    books = Books(dialect, lambda: connection, 1, mark="?")
    create(books, "integer primary key")
    return books


def create(books: Books, serial: str) -> None:
    """Make the tables; `serial` is how the engine says that a column counts by itself."""
    with books.transaction():
        for statement in SCHEMA:
            books.change(statement.replace("{serial}", serial))
