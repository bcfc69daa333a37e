"""Notes which code of the platform runs when, so that a mutant is tried only by those who execute it.

Python: before every statement of a function stands a mark; a program writes each marked place once in a tenth of a
second. PL/pgSQL: each function says in the server's log that it was called.
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from reference_platform.mutants.schema import REACHED
from reference_platform.services.plan import Plan

STEP_S = 0.1
_FILE = "reached.txt"
_MARK = "__reached__"
_LOGGED = re.compile(rf"(?P<time>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) UTC .*LOG:  {REACHED}(?P<place>\S+)")
_seen: set[str] = set()
_now = 0


def marked(module: str) -> Callable[[ast.Module], ast.Module]:
    """Puts marks into a module; a place is `module:line`."""

    def rewrite(tree: ast.Module) -> ast.Module:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                _mark_statements(node, module)
        begin = next((i for i, one in enumerate(tree.body) if not _comes_first(one)), len(tree.body))
        tree.body.insert(begin, ast.ImportFrom(__name__, [ast.alias("reached", _MARK)], 0))
        return ast.fix_missing_locations(tree)

    return rewrite


def reached(place: str) -> None:
    """Notes that a place is being executed."""
    global _now
    step = int(time.time() / STEP_S)
    if step != _now:
        _now = step
        _seen.clear()
    if place not in _seen:
        _seen.add(place)
        os.write(_descriptor(os.getpid()), f"{step} {place}\n".encode())


def spans(plan: Plan) -> dict[str, list[tuple[float, float]]]:
    """When each place was executed, in seconds since 1970: spans of time, the earliest first."""
    steps: dict[str, set[int]] = {}
    file = plan.temporary / _FILE
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        step, place = line.split(" ")
        steps.setdefault(place, set()).add(int(step))
    for one in _LOGGED.finditer(plan.log_of("postgres").read_text("utf-8", "replace")):
        at = datetime.fromisoformat(one["time"]).replace(tzinfo=UTC).timestamp()
        steps.setdefault(one["place"], set()).add(int(at / STEP_S))
    return {place: _joined(sorted(several)) for place, several in sorted(steps.items())}


def _joined(steps: Iterable[int]) -> list[tuple[float, float]]:
    joined: list[tuple[int, int]] = []
    for step in steps:
        if joined and step == joined[-1][1]:
            joined[-1] = (joined[-1][0], step + 1)
        else:
            joined.append((step, step + 1))
    return [(round(begin * STEP_S, 1), round(end * STEP_S, 1)) for begin, end in joined]


@cache
def _descriptor(_pid: int) -> int:
    # Appended to in one write each: processes that were forked or started anew share the file.
    return os.open(Path(tempfile.gettempdir()) / _FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _mark_statements(node: ast.AST, module: str) -> None:
    """Marks every statement in the body of a function; functions within it are marked for themselves."""
    for name, body in ast.iter_fields(node):
        if not isinstance(body, list):
            continue
        for one in body:
            if isinstance(one, ast.stmt | ast.ExceptHandler | ast.match_case) and not isinstance(
                one, ast.FunctionDef | ast.AsyncFunctionDef
            ):
                _mark_statements(one, module)
        if body and isinstance(body[0], ast.stmt):
            setattr(node, name, [new for one in body for new in _with_mark(one, module)])


def _with_mark(statement: ast.stmt, module: str) -> list[ast.stmt]:
    if _comes_first(statement) or isinstance(statement, ast.Global | ast.Nonlocal):
        return [statement]
    call = ast.Call(ast.Name(_MARK, ast.Load()), [ast.Constant(f"{module}:{statement.lineno}")], [])
    return [ast.copy_location(ast.Expr(call), statement), statement]


def _comes_first(statement: ast.stmt) -> bool:
    """Docstrings, and what is imported from the future."""
    said = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return said or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__")
