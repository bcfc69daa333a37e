"""PostgreSQL: every table of every schema in every database, large objects, and the views in which statements and
samples show."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg2
import psycopg2.errors
import psycopg2.extras
from psycopg2 import sql

from acceptance.instruments.search.partition import BLOCK_BYTES, Take, Unread, Unreadable
from acceptance.instruments.search.postgresql_catalogue import Table, own_rows, tables_of
from acceptance.instruments.search.postgresql_rows import Rows
from acceptance.instruments.search.scanning import Stream
from acceptance.instruments.search.store import Since
from acceptance.platform.access import ServiceError
from acceptance.platform.connections import postgresql
from acceptance.profile.permissions import Permission, Permissions
from acceptance.profile.services import Database

PAGES_PER_PARTITION = 8192
"""64 MiB of a table."""
EMPTY = "template0"
"""The server's own, which nobody ever changes."""

DATABASES = "select datname, datallowconn from pg_database order by datname"
LARGE_OBJECTS = "select array(select oid from pg_largeobject_metadata order by oid)"
LARGE_OBJECTS_PER_PARTITION = 500
PIECE = "select lo_get(%s, %s, %s)"
DECOYS = "create table if not exists {table} (decoy text, plain text, document jsonb, bytes bytea, listed text[])"
DECOY_COLUMNS = ("plain", "document", "bytes", "listed")
UNCOUNTED = "alter table {table} " + ", ".join(
    f"alter column {column} set statistics 0" for column in ("decoy", *DECOY_COLUMNS)
)
"""The server's statistics would keep values of decoys that are long removed."""
LONGEST_STATEMENT_S = 300
"""A whole table is read by one statement."""


@dataclass(frozen=True)
class Server:
    """A server and the identity with which it is searched, or decoys are planted there."""

    place: Database
    user: str
    password: str
    permissions: Permissions

    def connect(self, database: str, takes: Permission = "read") -> Any:
        """Raises Unreadable."""
        try:
            return postgresql(
                self.place,
                self.user,
                self.password,
                self.permissions,
                takes,
                database=database,
                application="acceptance-sweep",
                statement_timeout_s=LONGEST_STATEMENT_S,
            )
        except ServiceError as error:
            raise Unreadable(str(error)) from None

    def __repr__(self) -> str:
        return f"Server({self.user}@{self.place.host}:{self.place.port})"


@dataclass(frozen=True)
class Tables:
    """Some tables of a database, as of one moment: no row escapes by being moved while the search goes on.

    Attributes:
        snapshot: the exported snapshot that they are read from.
    """

    server: Server
    database: str
    snapshot: str
    tables: tuple[Table, ...]

    local = False

    @property
    def place(self) -> str:
        names = [f"{table.schema}.{table.name}" for table in self.tables]
        return f"{self.database}: {names[0]}" if len(names) == 1 else f"{self.database}: {len(names)} tables"

    def read(self, take: Take) -> None:
        with closing(self.server.connect(self.database)) as connection, _told_plainly():
            connection.set_session(readonly=True, isolation_level="REPEATABLE READ")
            with connection.cursor() as cursor:
                cursor.execute("set transaction snapshot %s", (self.snapshot,))
                cursor.execute("set local row_security = off")
                for table in self.tables:
                    _copy(cursor, table, f"{self.database}: {table.schema}.{table.name}", take)


@dataclass(frozen=True)
class LargeObjects:
    """Some large objects of a database. No role but a superuser may read all there are: each that is closed is named.

    Attributes:
        snapshot: the exported snapshot that they are read from.
    """

    server: Server
    database: str
    snapshot: str
    numbers: tuple[int, ...]

    local = False

    @property
    def place(self) -> str:
        return f"{self.database}: {len(self.numbers)} large objects"

    def read(self, take: Take) -> None:
        with closing(self.server.connect(self.database)) as connection, _told_plainly():
            connection.set_session(readonly=True, isolation_level="REPEATABLE READ")
            with connection.cursor() as cursor:
                cursor.execute("set transaction snapshot %s", (self.snapshot,))
                for number in self.numbers:
                    place = f"{self.database}: large object {number}"
                    cursor.execute("savepoint before_it")
                    try:
                        first = _piece(cursor, number, 0)
                    except psycopg2.errors.InsufficientPrivilege:
                        cursor.execute("rollback to savepoint before_it")
                        take(Unread(place, "the searching identity may not read it", tried=False))
                    else:
                        take(Stream(place, _pieces(cursor, number, first)))
                    cursor.execute("release savepoint before_it")


def _piece(cursor: Any, number: int, begin: int) -> bytes:
    cursor.execute(PIECE, (number, begin, BLOCK_BYTES))
    return bytes(cursor.fetchone()[0])


def _pieces(cursor: Any, number: int, first: bytes) -> Iterator[bytes]:
    begin, piece = 0, first
    while piece:
        yield piece
        begin += len(piece)
        piece = _piece(cursor, number, begin)


def _copy(cursor: Any, table: Table, place: str, take: Take) -> None:
    chosen = sql.SQL(", ").join(sql.SQL(read_as).format(sql.Identifier(name)) for name, read_as in table.columns)
    where: Any = sql.SQL("")
    if table.schema == "pg_catalog" and (own := own_rows(table)):
        where = sql.SQL(f" where {own}")
    if table.pages is not None:
        first, end = table.pages
        where = sql.SQL(" where ctid >= {}::tid").format(sql.Literal(f"({first},0)"))
        if end is not None:
            where += sql.SQL(" and ctid < {}::tid").format(sql.Literal(f"({end},0)"))
    relation = sql.Identifier(table.schema, table.name)
    rows = Rows(take, place, table.columns)
    cursor.copy_expert(
        sql.SQL("copy (select {} from {}{}) to stdout (format binary)").format(chosen, relation, where), rows
    )
    rows.flush()


@contextmanager
def opened(server: Server, database: str) -> Iterator[tuple[list[Tables | LargeObjects], list[Unread]]]:
    """What there is to be searched in a database, readable as long as the block lasts; raises Unreadable."""
    with closing(server.connect(database)) as connection, _told_plainly():
        connection.set_session(readonly=True, isolation_level="REPEATABLE READ")
        with connection.cursor() as cursor:
            tables, unread = tables_of(cursor, database)
            cursor.execute(LARGE_OBJECTS)
            (large_objects,) = cursor.fetchone()
            cursor.execute("select pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        parts: list[Tables | LargeObjects] = list(_cut(server, database, snapshot, tables))
        for first in range(0, len(large_objects), LARGE_OBJECTS_PER_PARTITION):
            numbers = tuple(large_objects[first : first + LARGE_OBJECTS_PER_PARTITION])
            parts.append(LargeObjects(server, database, snapshot, numbers))
        yield parts, unread


def _cut(server: Server, database: str, snapshot: str, tables: list[tuple[Table, int]]) -> Iterator[Tables]:
    """Small tables together; each range of a large one alone."""
    small = tuple(table for table, pages in tables if pages <= PAGES_PER_PARTITION)
    if small:
        yield Tables(server, database, snapshot, small)
    for table, pages in tables:
        for first in range(0, pages if pages > PAGES_PER_PARTITION else 0, PAGES_PER_PARTITION):
            end = first + PAGES_PER_PARTITION
            part = replace(table, pages=(first, end if end < pages else None))
            yield Tables(server, database, snapshot, (part,))


def databases(server: Server, entrance: str) -> tuple[list[str], list[Unread]]:
    """Every database of the server, and those that nobody may connect to; raises Unreadable."""
    with closing(server.connect(entrance)) as connection, _told_plainly(), connection.cursor() as cursor:
        cursor.execute(DATABASES)
        found = cursor.fetchall()
    shut = [
        Unread(f"database {name}", "it lets nobody connect (datallowconn)", tried=False)
        for name, open_to_all in found
        if not open_to_all and name != EMPTY
    ]
    return [name for name, open_to_all in found if open_to_all], shut


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except psycopg2.Error as error:
        raise Unreadable(_reason(error)) from None


def _reason(error: psycopg2.Error) -> str:
    """The first line of an error; never its details, which repeat values."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


@dataclass(frozen=True)
class PostgresqlStore:
    """A server with all its databases; decoys lie in a table of the suite's own, planted with its own identity.

    Attributes:
        searcher: who reads.
        planter: who owns `decoy_schema` in `decoy_database`; both are entered through that database.
    """

    name: str
    searcher: Server
    planter: Server
    decoy_database: str
    decoy_schema: str
    parallel: int = 2

    def note(self) -> None:
        return None

    @contextmanager
    def opened(self, _since: Since | None) -> Iterator[tuple[list[Tables | LargeObjects], list[Unread]]]:
        """Tables know no time of change: they are read whole, whatever the mark."""
        parts: list[Tables | LargeObjects] = []
        unread: list[Unread] = []
        with ExitStack() as stack:
            names, shut = databases(self.searcher, self.decoy_database)
            unread += shut
            for database in names:
                try:
                    found, closed = stack.enter_context(opened(self.searcher, database))
                except Unreadable as error:
                    unread.append(Unread(f"database {database}", str(error)))
                else:
                    parts += found
                    unread += closed
            yield parts, unread

    def plant(self, decoy_id: str, value: str) -> None:
        with self._decoys() as (cursor, table):
            for prepare in (DECOYS, UNCOUNTED):
                cursor.execute(sql.SQL(prepare).format(table=table))
            planting = "insert into {} (decoy, plain, document, bytes, listed) values (%s, %s, %s, %s, %s)"
            values = (decoy_id, value, psycopg2.extras.Json({"decoy": value}), value.encode(), [value])
            cursor.execute(sql.SQL(planting).format(table), values)

    def remove(self, decoy_id: str) -> None:
        with self._decoys() as (cursor, table):
            cursor.execute(sql.SQL(DECOYS).format(table=table))
            cursor.execute(sql.SQL("delete from {} where decoy = %s").format(table), (decoy_id,))

    def unproven(self, places: Collection[str]) -> str | None:
        missing = [column for column in DECOY_COLUMNS if not any(p.endswith(f"column {column}") for p in places)]
        return f"the decoy in a column of the kind {missing[0]} was not found" if missing else None

    @contextmanager
    def _decoys(self) -> Iterator[tuple[Any, Any]]:
        with closing(self.planter.connect(self.decoy_database, "synthetic")) as connection, _told_plainly():
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor, sql.Identifier(self.decoy_schema, "decoys")
