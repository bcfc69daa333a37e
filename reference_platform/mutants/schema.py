"""What can be changed in the scoring database while it runs: bodies of functions, triggers, rights."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import DefectDoesNotApply, swap
from reference_platform.schema import migrations

_FUNCTION = re.compile(
    r"create (?:or replace )?(?:function|procedure) (?P<name>[\w.]+)\s*\((?P<head>.*?)\bas \$\$(?P<body>.*?)\$\$",
    re.DOTALL,
)
_TRIGGER = re.compile(
    r"create trigger (?P<name>\w+)\s[^;]*?\bon (?P<table>[\w.]+)[^;]*?execute function (?P<function>[\w.]+)"
)
_GRANT = re.compile(r"^grant (?P<rights>[a-z, ]+) on (?P<tables>[\w., ]+) to (?P<roles>[\w, ]+);", re.MULTILINE)
_RIGHTS = ("select", "insert", "update", "delete")
REACHED = "reached "
"""What a watched function says in the server's log, before its place."""


@dataclass(frozen=True)
class Function:
    """A function of the schema as its last migration has it."""

    name: str
    file: str
    line: int
    body: str
    plpgsql: bool

    @property
    def place(self) -> str:
        return f"schema/{self.file}:{self.name}"


@dataclass(frozen=True)
class Trigger:
    """A trigger, and the function that it calls."""

    file: str
    line: int
    name: str
    table: str
    function: str

    def on(self, bench: Bench) -> None:
        """Disable it."""
        bench.sql(f"alter table {self.table} disable trigger {self.name}")

    def off(self, bench: Bench) -> None:
        """Enable it again."""
        bench.sql(f"alter table {self.table} enable trigger {self.name}")


@dataclass(frozen=True)
class Right:
    """A right that a statement does not grant beside those that it grants."""

    file: str
    line: int
    right: str
    tables: tuple[str, ...]
    roles: tuple[str, ...]

    def on(self, bench: Bench) -> None:
        """Grant it to those who do not have it.

        Raises:
            DefectDoesNotApply: all have it, by other statements.
        """
        pairs = [(table, role) for table in self.tables for role in self.roles if not self._has(bench, table, role)]
        if not pairs:
            raise DefectDoesNotApply(f"{', '.join(self.roles)} have the right to {self.right} by another statement")
        for table, role in bench.keep("granted", pairs):
            bench.sql(f"grant {self.right} on {table} to {role}")

    def off(self, bench: Bench) -> None:
        """Take it from those who did not have it before."""
        for table, role in bench.kept("granted") or ():
            bench.sql(f"revoke {self.right} on {table} from {role}")

    def _has(self, bench: Bench, table: str, role: str) -> bool:
        # To take a right on a table away takes those on its columns away, too.
        asks = "has_table_privilege" if self.right == "delete" else "has_any_column_privilege"
        return bool(bench.sql(f"select {asks}(%s, %s, %s)", (role, table, self.right))[0][0])


def functions() -> list[Function]:
    """Every function whose name is unique, in the order of the migrations."""
    found: dict[str, Function] = {}
    for path in migrations():
        text = path.read_text("utf-8")
        for one in _FUNCTION.finditer(text):
            line = text.count("\n", 0, one.start("body")) + 1
            plpgsql = "language plpgsql" in one["head"]
            found[one["name"]] = Function(one["name"], path.stem, line, one["body"], plpgsql)
    return list(found.values())


def triggers() -> list[Trigger]:
    """Every trigger of a table, in the order of the migrations."""
    return [
        Trigger(path.stem, text.count("\n", 0, one.start()) + 1, one["name"], one["table"], one["function"])
        for path in migrations()
        for text in [path.read_text("utf-8")]
        for one in _TRIGGER.finditer(text)
    ]


def rights() -> list[Right]:
    """What each statement that grants rights on whole tables does not grant."""
    return [
        Right(path.stem, text.count("\n", 0, one.start()) + 1, right, _names(one["tables"]), _names(one["roles"]))
        for path in migrations()
        for text in [path.read_text("utf-8")]
        for one in _GRANT.finditer(text)
        for right in _RIGHTS
        if set(_names(one["rights"])) <= set(_RIGHTS) - {right}
    ]


def _names(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


def change(bench: Bench, function: Function, body: str) -> None:
    """Give a function of the running database another body.

    Raises:
        DefectDoesNotApply: the database has it with another body than the schema's.
    """
    found = bench.sql(
        "select pg_get_functiondef(p.oid) from pg_proc p where p.proname = %s and p.prosrc = %s",
        (function.name.rpartition(".")[2], function.body),
    )
    if len(found) != 1:
        raise DefectDoesNotApply(f"the database has {len(found)} functions {function.name} with the schema's body")
    text = bench.keep(f"function {function.name}", found[0][0])
    bench.sql(swap(text, function.body, body))


def watch(bench: Bench) -> None:
    """Have every function in PL/pgSQL say in the server's log when it is called."""
    for one in functions():
        if one.plpgsql:
            says = f"begin raise log '{REACHED}{one.place}';"
            change(bench, one, re.sub(r"\bbegin\b", says, one.body, count=1))
