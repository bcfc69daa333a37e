"""Every mutant of the platform, by an id that says where and what; and as a defect that can be switched."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.errors import WrongUse
from reference_platform.mutants import schema, sql
from reference_platform.mutants.edits import Edit, edits

PREFIX = "mutant-"
WATCH = "mutants-watch"
"""Not a mutant: the platform notes which of its code runs when."""
ROOT = Path(__file__).parents[1]
_ROOMS = ("api", "vault", "audit", "pipeline")
_STARTS = ("__init__", "__main__", "openapi", "replicas", "server", "settings", "telemetry")
"""Modules that start a process, describe or measure: they decide nothing about a customer, a card or a record."""
_PROGRAMS = ("api", "vault", "pipeline")
_PACKAGE = "reference_platform"


@dataclass(frozen=True)
class Mutant:
    """One change of one place.

    Attributes:
        places: the places whose execution executes it; none where that cannot be told.
        digest: of what changes, into what, and of the function around it; line numbers do not count.
        defect: as it is switched on and off.
    """

    id: str
    title: str
    places: tuple[str, ...]
    digest: str
    defect: Callable[[], Defect]

    def as_json(self) -> dict[str, object]:
        """What `mutants list --json` prints of a mutant."""
        return {"id": self.id, "title": self.title, "places": list(self.places), "digest": self.digest}


@cache
def mutants() -> dict[str, Mutant]:
    """Every mutant by its id: of the modules, then of the scoring database."""
    found = [one for module in modules() for one in _of_module(module)]
    return {one.id: one for one in (*found, *_of_functions(), *_of_triggers(), *_of_rights())}


def by_id(wanted: str) -> Defect:
    """A mutant as a defect; only its module is looked at, for every program that carries it does so when it starts.

    Raises:
        WrongUse: there is none.
    """
    if wanted == WATCH:
        return watching()
    module = wanted.removeprefix(PREFIX).split("-")[0]
    found = {one.id: one for one in _of_module(module)} if module in modules() else mutants()
    if wanted not in found:
        raise WrongUse(f"There is no mutant {wanted!r}; `python -m reference_platform mutants list` names them all.")
    return found[wanted].defect()


def watching() -> Defect:
    """The platform as it should be, with notes of what it executes."""
    from reference_platform.mutants.watch import marked

    rewrites = {f"{_PACKAGE}.{module}": marked(module) for module in modules()}
    return Defect(
        WATCH, "notes which code runs when", (), changes=_PROGRAMS, rewrites=rewrites, on=schema.watch, off=_off
    )


def modules() -> list[str]:
    """The modules whose code is changed, such as `api.routes.cards`."""
    files = sorted(file for room in _ROOMS for file in (ROOT / room).rglob("*.py") if file.stem not in _STARTS)
    return [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]


def _of_module(module: str) -> Iterator[Mutant]:
    for one in edits(_tree(module)):
        id_ = f"{PREFIX}{module}-{one.line}-{one.kind}-{one.number}"
        places = tuple(f"{module}:{line}" for line in one.lines)
        title = f"{_path(module)}:{one.line}: {one.old} -> {one.new}"
        yield Mutant(id_, title, places, _digest(one.kind, one.old, one.new, one.where), _rewriting(id_, module, one))


def _rewriting(id_: str, module: str, wanted: Edit) -> Callable[[], Defect]:
    def rewrite(tree: ast.Module) -> ast.Module:
        name = (wanted.line, wanted.kind, wanted.number)
        next(one for one in edits(tree) if (one.line, one.kind, one.number) == name).apply()
        return ast.fix_missing_locations(tree)

    return lambda: Defect(id_, "", (), changes=_importers(module), rewrites={f"{_PACKAGE}.{module}": rewrite})


def _of_functions() -> Iterator[Mutant]:
    for function in schema.functions():
        places = (function.place,) if function.plpgsql else ()
        for number, one in enumerate(sql.edits(function.body), 1):
            line = function.line + function.body.count("\n", 0, one.begin)
            id_ = f"{PREFIX}schema.{function.name}-{line}-{one.kind}-{number}"
            title = f"schema/{function.file}.sql:{line}: {one.told(function.body)} -> {one.new}"
            digest = _digest(one.kind, one.old, one.new, str(one.begin), function.body)
            yield Mutant(id_, title, places, digest, _of_body(id_, function, one.made(function.body)))


def _of_body(id_: str, function: schema.Function, body: str) -> Callable[[], Defect]:
    def on(bench: Bench) -> None:
        schema.change(bench, function, body)

    return lambda: Defect(id_, "", (), on=on, off=_off)


def _of_triggers() -> Iterator[Mutant]:
    places = {one.name: one.place for one in schema.functions() if one.plpgsql}
    for one in schema.triggers():
        id_ = f"{PREFIX}schema.{one.file}-{one.line}-trigger-1"
        title = f"schema/{one.file}.sql:{one.line}: the trigger {one.name} on {one.table} -> disabled"
        place = (places[one.function],) if one.function in places else ()
        yield Mutant(
            id_, title, place, _digest(one.name, one.table), partial(Defect, id_, "", (), on=one.on, off=one.off)
        )


def _of_rights() -> Iterator[Mutant]:
    for one in schema.rights():
        id_ = f"{PREFIX}schema.{one.file}-{one.line}-right-{one.right}"
        on, to = ", ".join(one.tables), ", ".join(one.roles)
        title = f"schema/{one.file}.sql:{one.line}: no right to {one.right} -> grant {one.right} on {on} to {to}"
        yield Mutant(id_, title, (), _digest(one.right, on, to), partial(Defect, id_, "", (), on=one.on, off=one.off))


def _off(bench: Bench) -> None:
    bench.restore_functions()


@cache
def _importers(module: str) -> tuple[str, ...]:
    """The programs that import a module, directly or not; a program that does not would be started anew for nothing."""
    return tuple(program for program in _PROGRAMS if module in _imported(f"{program}.__main__"))


@cache
def _imported(start: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        module = waiting.pop()
        if module in found or not (ROOT / _path(module)).is_file():
            continue
        found.add(module)
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{_PACKAGE}."):
                base = (node.module or "").removeprefix(f"{_PACKAGE}.")
                waiting += [base, *(f"{base}.{one.name}" for one in node.names)]
    return frozenset(found)


def _tree(module: str) -> ast.Module:
    return ast.parse((ROOT / _path(module)).read_text("utf-8"))


def _path(module: str) -> str:
    return f"{module.replace('.', '/')}.py"


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
