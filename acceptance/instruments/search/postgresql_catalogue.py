"""What of a PostgreSQL database is read, and as what: tables, and of the server's own all that people write into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from acceptance.instruments.search.partition import Unread
from acceptance.instruments.search.postgresql_rows import AS_BYTES, AS_LISTED_BYTES, AS_TEXT

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
EXTENSIONS = ("pg_stat_statements",)
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


@dataclass(frozen=True)
class Table:
    """A relation, or a range of its pages: the first one and the one behind the last, which is None at its end."""

    schema: str
    name: str
    columns: tuple[tuple[str, str], ...]
    """Name, and the expression by which it is read."""
    pages: tuple[int, int | None] | None = None


def own_rows(table: Table) -> str | None:
    """Which rows of a system catalogue users made; None where that cannot be told, and all of them are read."""
    if table.name in ROWS:
        return ROWS[table.name]
    names = {name for name, _ in table.columns}
    return next((f"{name} >= {FIRST_OF_USERS}" for name in OWN_BY if name in names), None)


def tables_of(cursor: Any, database: str) -> tuple[list[tuple[Table, int]], list[Unread]]:
    """What may be read of a database, with the pages of each table, and what may not."""
    cursor.execute(RELATIONS, _WANTED)
    tables: list[tuple[Table, int]] = []
    unread: list[Unread] = []
    for schema, name, is_foreign, pages, readable, hides_rows, columns, of_bytes, of_lists in cursor.fetchall():
        reason = _closed(is_foreign, readable, hides_rows)
        if reason is not None:
            unread.append(Unread(f"{database}: {schema}.{name}", reason, tried=False))
        elif columns:
            read_as = dict.fromkeys(of_bytes, AS_BYTES) | dict.fromkeys(of_lists, AS_LISTED_BYTES)
            if schema == "pg_catalog":
                read_as |= {column: written for (table, column), written in AS_WRITTEN.items() if table == name}
            tables.append((Table(schema, name, tuple((c, read_as.get(c, AS_TEXT)) for c in columns)), pages))
    return tables, unread


def _closed(is_foreign: bool, readable: bool, hides_rows: bool) -> str | None:
    if is_foreign:
        return "a foreign table; declare the store it stands for"
    if not readable:
        return "the searching identity may not read it"
    return "row-level security hides rows from the searching identity" if hides_rows else None
