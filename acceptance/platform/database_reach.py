"""What one identity can reach in a PostgreSQL database: asked of the server's own catalogue, and tried.

Nothing here knows a table or a procedure by its name. What is tried happens in transactions that are rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2 import sql

from acceptance.platform.access import Unreachable
from acceptance.platform.database_user import DatabaseUser

_TEXTS = "'text', 'character varying', 'character', 'name', 'citext', 'json', 'jsonb', 'text[]'"
_RELATIONS = """
select n.nspname, c.relname,
       array(select a.attname::text from pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                and has_column_privilege(c.oid, a.attnum, 'SELECT'))
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and has_schema_privilege(n.oid, 'USAGE') and has_any_column_privilege(c.oid, 'SELECT')
   and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
 order by 1, 2
"""
_PROCEDURES = f"""
select n.nspname, p.proname, p.prokind = 'p', p.proretset,
       array(select format_type(t, null) from unnest(p.proargtypes) with ordinality as a (t, place) order by place)
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where p.prosecdef and p.prokind in ('f', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and has_function_privilege(p.oid, 'EXECUTE') and has_schema_privilege(n.oid, 'USAGE')
   and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
   and not exists (select from pg_depend d
                    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
   and exists (select from unnest(p.proargtypes) t where format_type(t, null) in ({_TEXTS}))
 order by 1, 2
"""
_BESIDE = {
    "a setting": "select setting from pg_settings where setting <> ''",
    "a setting of a role or database": "select unnest(setconfig) from pg_db_role_setting",
    "a comment": "select description from pg_description",
    "a comment on a role or database": "select description from pg_shdescription",
    "the source of a procedure": "select prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
    "where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'",
    "a default": "select pg_get_expr(adbin, adrelid) from pg_attrdef",
    "a word of a type": "select enumlabel from pg_enum",
}
"""What stands in the catalogue and was written by somebody."""
MOST_ROWS = 50_000
"""Rows of one table that are read."""
_MARK = (4_711, 90_001)
"""A lock of the session, which stays when a transaction is rolled back."""
_HANDED = (
    "select pg_try_advisory_lock({mark})",
    "x'; select pg_try_advisory_lock({mark}); --",
    'x"; select pg_try_advisory_lock({mark}); --',
    "1; select pg_try_advisory_lock({mark}); --",
    "pg_try_advisory_lock({mark})",
    "(select pg_try_advisory_lock({mark}))",
    "x' || pg_try_advisory_lock({mark}) || '",
)
"""A statement as it is, and as it gets out of the text, the name or the expression that it was meant to be."""


@dataclass(frozen=True)
class Procedure:
    """One that runs with its owner's rights, which an identity may call and hand a text to."""

    schema: str
    name: str
    is_procedure: bool
    gives_rows: bool
    types: tuple[str, ...]

    @property
    def told(self) -> str:
        return f"{self.schema}.{self.name}"

    def call(self, text: str) -> sql.Composed:
        """The call with this text in each place that takes one, and nothing in the others."""
        places = [
            sql.SQL("{}::{}").format(sql.Literal(_as(text, kind)), sql.SQL(kind))  # the server's own word for a type
            for kind in self.types
        ]
        how = "call {}({})" if self.is_procedure else "select * from {}({})" if self.gives_rows else "select {}({})"
        return sql.SQL(how).format(sql.Identifier(self.schema, self.name), sql.SQL(", ").join(places))


class DatabaseReach(DatabaseUser):
    """What one identity reads and runs at the platform's database."""

    def reads(self, values: Sequence[str], handed: Sequence[str]) -> tuple[int, list[str]]:
        """In how many tables and views it may look, and those, with procedures, where it is told one of some values.

        Args:
            values: long ones, which stand nowhere by chance.
            handed: what leads to them, for procedures that are asked about somebody.

        Raises:
            Unreachable, CredentialRefused, NotAssessed: as `attempt`.
        """
        with self._asking() as cursor:
            relations = _rows(cursor, _RELATIONS)
            procedures = _procedures(cursor)
            found = [
                f"{schema}.{name}"
                for schema, name, columns in relations
                if _holds(cursor, schema, name, columns, values)
            ]
            found += [one.told for one in procedures if any(_tells(cursor, one, word, values) for word in handed)]
        return len(relations), found

    def everything(self) -> tuple[list[tuple[str, Any]], list[str]]:
        """Every value that it may read, with its column, and the tables with more rows than are read.

        With the tables go the settings, comments and sources of procedures of the database.
        """
        values: list[tuple[str, Any]] = []
        cut: list[str] = []
        with self._asking() as cursor:
            for schema, name, columns in _rows(cursor, _RELATIONS):
                places = sql.SQL(", ").join(map(sql.Identifier, columns))
                table = sql.Identifier(schema, name)
                rows = _rows(
                    cursor, sql.SQL("select {} from {} limit {}").format(places, table, sql.Literal(MOST_ROWS))
                )
                cut += [f"{schema}.{name}"] if len(rows) == MOST_ROWS else []
                for column, column_values in zip(columns, zip(*rows, strict=True), strict=False):
                    values += [(f"{schema}.{name}.{column}", value) for value in column_values if value is not None]
            for place, question in _BESIDE.items():
                values += [(place, value) for (value,) in _rows(cursor, question) if value is not None]
        return values, cut

    def runs_what_it_is_handed(self) -> tuple[int, list[str]]:
        """How many procedures with others' rights it may hand a text to, and those that run it as a statement."""
        mark = ", ".join(map(str, _MARK))
        with self._asking() as cursor:
            procedures = _procedures(cursor)
            found = []
            for procedure in procedures:
                for handed in _HANDED:
                    _rows(cursor, procedure.call(handed.format(mark=mark)))
                if _rows(
                    cursor,
                    f"select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() "
                    f"and classid = {_MARK[0]} and objid = {_MARK[1]}",
                ):
                    found.append(procedure.told)
                    _rows(cursor, "select pg_advisory_unlock_all()")
        return len(procedures), found

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        with closing(self.connected("destroy")) as connection, connection.cursor() as cursor:
            try:
                yield cursor
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                raise Unreachable(f"the database lost the connection: {type(error).__name__}") from None


def _procedures(cursor: Any) -> list[Procedure]:
    return [
        Procedure(schema, name, is_procedure, gives_rows, tuple(types))
        for schema, name, is_procedure, gives_rows, types in _rows(cursor, _PROCEDURES)
    ]


def _as(text: str, kind: str) -> str | None:
    """A text as a value of a type; None for a type that holds none."""
    if kind in ("json", "jsonb"):
        return '{"x": "' + text.replace("\\", "\\\\").replace('"', '\\"') + '"}'
    if kind == "text[]":
        return '{"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"}'
    return text if kind in ("text", "character varying", "character", "name", "citext") else None


def _rows(cursor: Any, statement: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement that is taken back; none where it is refused."""
    try:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        if cursor.connection.closed:
            raise
        return []
    except psycopg2.Error:
        return []
    finally:
        if not cursor.connection.closed:
            cursor.connection.rollback()


def _holds(cursor: Any, schema: str, name: str, columns: Sequence[str], values: Sequence[str]) -> bool:
    text = sql.SQL("concat_ws(' ', {})").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
    like = sql.SQL(" or ").join(sql.SQL("position({} in {}) > 0").format(sql.Literal(one), text) for one in values)
    question = sql.SQL("select 1 from {} where {} limit 1").format(sql.Identifier(schema, name), like)
    return bool(_rows(cursor, question))


def _tells(cursor: Any, procedure: Procedure, handed: str, values: Sequence[str]) -> bool:
    told = str([[_readable(value) for value in row] for row in _rows(cursor, procedure.call(handed))])
    return any(value in told for value in values if value != handed)


def _readable(value: Any) -> Any:
    """A value as it is looked for: bytes as hexadecimal digits, as the server writes them."""
    return bytes(value).hex() if isinstance(value, memoryview) else value
