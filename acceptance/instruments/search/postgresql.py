"""PostgreSQL: every table of every schema in every database, large objects, and the views in which statements and
samples show."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg2
import psycopg2.errors
import psycopg2.extras
from psycopg2 import sql

from acceptance.instruments.search.partition import BLOCK_BYTES, Take, Unread, Unreadable
from acceptance.instruments.search.scanning import Block, Piece, Stream
from acceptance.instruments.search.store import Since
from acceptance.platform.access import ServiceError
from acceptance.platform.connections import postgresql
from acceptance.profile.permissions import Permission, Permissions
from acceptance.profile.services import Database

PAGES_PER_PARTITION = 8192
"""64 MiB of a table."""
HEADER_BYTES = 19
"""Of COPY BINARY: signature, flags, no extension."""
FIELDS, LENGTH = struct.Struct(">h"), struct.Struct(">i")
FIRST_OF_USERS = 16384
"""Objects with smaller numbers came with the server."""
# By which column of a system catalogue one tells what users made from what came with the server, the first that it has.
OWN_BY = ("oid", "objoid", "attrelid", "indexrelid", "starelid", "stxoid", "ftrelid", "relid", "loid")
# Rows of views that are of interest where not all are: the suite's own questions name whom it asks about.
ROWS = {
    "pg_stats": "schemaname <> 'pg_catalog'",
    "pg_stat_activity": "application_name not in ('acceptance', 'acceptance-sweep')",
}
SHOWN_ELSEWHERE = ("pg_authid", "pg_statistic", "pg_statistic_ext_data", "pg_largeobject", "pg_user_mapping")
"""Tables of the server whose content views or functions show."""
# Columns in which the server keeps what somebody wrote in a form of its own -> how it is read as it was written.
AS_WRITTEN = {
    ("pg_attrdef", "adbin"): "pg_get_expr({}, adrelid)",
    ("pg_class", "relpartbound"): "pg_get_expr({}, oid)",
    ("pg_constraint", "conbin"): "pg_get_constraintdef(oid)",
    ("pg_index", "indexprs"): "pg_get_indexdef(indexrelid)",
    ("pg_index", "indpred"): "pg_get_expr({}, indrelid)",
    ("pg_policy", "polqual"): "pg_get_expr({}, polrelid)",
    ("pg_policy", "polwithcheck"): "pg_get_expr({}, polrelid)",
    ("pg_proc", "proargdefaults"): "pg_get_function_arguments(oid)",
    ("pg_proc", "prosqlbody"): "pg_get_function_sqlbody(oid)",
    ("pg_rewrite", "ev_action"): "pg_get_ruledef(oid)",
    ("pg_statistic_ext", "stxexprs"): "pg_get_statisticsobjdef(oid)",
    ("pg_trigger", "tgqual"): "pg_get_triggerdef(oid)",
}
EMPTY = "template0"
"""The server's own, which nobody ever changes."""
EXTENSIONS = ("pg_stat_statements",)

DATABASES = "select datname, datallowconn from pg_database order by datname"
RELATIONS = """
select n.nspname, c.relname, c.relkind = 'f' as is_foreign, pg_relation_size(c.oid) / 8192 as pages,
       has_table_privilege(c.oid, 'select') as readable, row_security_active(c.oid) as hides_rows,
       array(select a.attname::text from pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
       array(select a.attname::text from pg_attribute a join pg_type y on y.oid = a.atttypid
              where a.attrelid = c.oid and not a.attisdropped
                and 'bytea'::regtype in (y.oid, y.typbasetype)) as of_bytes,
       array(select a.attname::text from pg_attribute a join pg_type y on y.oid = a.atttypid
              where a.attrelid = c.oid and not a.attisdropped
                and 'bytea[]'::regtype in (y.oid, y.typbasetype)) as of_lists_of_bytes
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where (c.relkind in ('r', 'm', 'f')
        and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_toast%%')
    or (n.nspname = 'pg_catalog' and has_table_privilege(c.oid, 'select')
        and (c.relkind = 'r' and c.relname <> all(%(elsewhere)s) or c.relkind = 'v' and c.relname = any(%(views)s))
        and exists (select from pg_attribute a join pg_type y on y.oid = a.atttypid
                     where a.attrelid = c.oid and a.attnum > 0 and y.typname <> 'char'
                       and y.typcategory in ('S', 'A', 'U', 'Z')))
    or (c.relkind = 'v' and c.relname = any(%(extensions)s))
 order by 1, 2
"""
VIEWS = (
    *("pg_roles", "pg_user_mappings", "pg_settings", "pg_prepared_xacts", "pg_replication_slots"),
    *("pg_stat_activity", "pg_stat_ssl", "pg_stat_replication", "pg_stat_subscription"),
    *("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"),
)
"""Views of the server in which values of people can stand and that no table shows; the others show tables, or count."""
_WANTED = {"elsewhere": list(SHOWN_ELSEWHERE), "views": list(VIEWS), "extensions": list(EXTENSIONS)}
LARGE_OBJECTS = "select array(select oid from pg_largeobject_metadata order by oid)"
LARGE_OBJECTS_PER_PARTITION = 500
PIECE = "select lo_get(%s, %s, %s)"
# Text as it is written, bytes as they are: the binary form of COPY escapes nothing.
AS_TEXT, AS_BYTES = "{}::text", "{}"
BETWEEN = b"\n\0(next element)\0\n"
AS_LISTED_BYTES = f"(select string_agg(part, '\\x{BETWEEN.hex()}'::bytea) from unnest({{}}) part)"
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
class Table:
    """A relation, or a range of its pages: the first one and the one behind the last, which is None at its end."""

    schema: str
    name: str
    columns: tuple[tuple[str, str], ...]
    """Name, and the expression by which it is read."""
    pages: tuple[int, int | None] | None = None


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
    if table.schema == "pg_catalog" and (own := _own_rows(table)):
        where = sql.SQL(f" where {own}")
    if table.pages is not None:
        first, end = table.pages
        where = sql.SQL(" where ctid >= {}::tid").format(sql.Literal(f"({first},0)"))
        if end is not None:
            where += sql.SQL(" and ctid < {}::tid").format(sql.Literal(f"({end},0)"))
    relation = sql.Identifier(table.schema, table.name)
    rows = _Rows(take, place, table.columns)
    cursor.copy_expert(
        sql.SQL("copy (select {} from {}{}) to stdout (format binary)").format(chosen, relation, where), rows
    )
    rows.flush()


def _own_rows(table: Table) -> str | None:
    """Which rows of a system catalogue users made; None where that cannot be told, and all of them are read."""
    if table.name in ROWS:
        return ROWS[table.name]
    names = {name for name, _ in table.columns}
    return next((f"{name} >= {FIRST_OF_USERS}" for name in OWN_BY if name in names), None)


class _Rows:
    """What psycopg2 writes rows to, one a call; hands them on in blocks."""

    def __init__(self, take: Take, place: str, columns: Sequence[tuple[str, str]]) -> None:
        self._take = take
        self._place = place
        self._columns = [name for name, _ in columns]
        self._of_bytes = {
            number for number, (_, read_as) in enumerate(columns) if read_as in (AS_BYTES, AS_LISTED_BYTES)
        }
        self._content = bytearray()
        self._count = 0
        self._begin = HEADER_BYTES

    def write(self, row: bytes) -> None:
        self._content += row
        self._count += 1
        if len(self._content) >= BLOCK_BYTES:
            self.flush()

    def flush(self) -> None:
        if self._content:
            content, count, begin = self._content, self._count, self._begin
            self._content, self._count, self._begin = bytearray(), 0, 0
            starts = self._starts(content, begin) if self._of_bytes else ()
            self._take(Block(content, self._locator(content, begin), count, starts))

    def _starts(self, content: bytearray, begin: int) -> list[int]:
        """Where values of bytes begin: something may be packed there."""
        return [start for number, start, _ in _values(content, begin) if number in self._of_bytes]

    def _locator(self, content: bytearray, begin: int) -> Callable[[int], Piece]:
        """Tells the value at a position; where values stand is noted once, when it is asked for the first time."""
        values: list[tuple[int, int, int]] = []

        def locate(position: int) -> Piece:
            if not values:
                values.extend(_values(content, begin))
            at = bisect_right(values, position, key=lambda value: value[1]) - 1
            # Values of nothing stand where the next one begins.
            while at >= 0 and values[at][2] == values[at][1]:
                at -= 1
            number, start, end = values[at] if at >= 0 else (0, 0, 0)
            if start <= position < end:
                return Piece(f"{self._place}, column {self._columns[number]}", start, end)
            return Piece(self._place, position, position)

        return locate


def _values(content: bytearray, begin: int) -> Iterator[tuple[int, int, int]]:
    """Column, start and end of each value, elements of a list of bytes one by one.

    Rows are a number of fields, then for each its length and its bytes.
    """
    at = begin
    while at < len(content):
        (fields,) = FIELDS.unpack_from(content, at)
        at += FIELDS.size
        for number in range(max(0, fields)):
            (length,) = LENGTH.unpack_from(content, at)
            at += LENGTH.size
            end = at + max(0, length)
            while (cut := content.find(BETWEEN, at, end)) >= 0:
                yield number, at, cut
                at = cut + len(BETWEEN)
            yield number, at, end
            at = end


@contextmanager
def opened(server: Server, database: str) -> Iterator[tuple[list[Tables | LargeObjects], list[Unread]]]:
    """What there is to be searched in a database, readable as long as the block lasts; raises Unreadable."""
    with closing(server.connect(database)) as connection, _told_plainly():
        connection.set_session(readonly=True, isolation_level="REPEATABLE READ")
        with connection.cursor() as cursor:
            cursor.execute(RELATIONS, _WANTED)
            relations = cursor.fetchall()
            cursor.execute(LARGE_OBJECTS)
            (large_objects,) = cursor.fetchone()
            cursor.execute("select pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        unread = []
        tables = []
        for schema, name, is_foreign, pages, readable, hides_rows, columns, of_bytes, of_lists in relations:
            reason = _closed(is_foreign, readable, hides_rows)
            if reason is not None:
                unread.append(Unread(f"{database}: {schema}.{name}", reason, tried=False))
            elif columns:
                read_as = dict.fromkeys(of_bytes, AS_BYTES) | dict.fromkeys(of_lists, AS_LISTED_BYTES)
                if schema == "pg_catalog":
                    read_as |= {column: written for (table, column), written in AS_WRITTEN.items() if table == name}
                tables.append((Table(schema, name, tuple((c, read_as.get(c, AS_TEXT)) for c in columns)), pages))
        parts: list[Tables | LargeObjects] = list(_cut(server, database, snapshot, tables))
        for first in range(0, len(large_objects), LARGE_OBJECTS_PER_PARTITION):
            numbers = tuple(large_objects[first : first + LARGE_OBJECTS_PER_PARTITION])
            parts.append(LargeObjects(server, database, snapshot, numbers))
        yield parts, unread


def _closed(is_foreign: bool, readable: bool, hides_rows: bool) -> str | None:
    if is_foreign:
        return "a foreign table; declare the store it stands for"
    if not readable:
        return "the searching identity may not read it"
    return "row-level security hides rows from the searching identity" if hides_rows else None


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
