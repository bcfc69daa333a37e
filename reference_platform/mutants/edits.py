"""Single-point changes of Python source: which there are, and how one is made."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from reference_platform.mutants import sql

_OTHER_COMPARISON: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OTHER_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
_QUIET = ("log", "logging", "telemetry")
"""What these are told, nobody outside can see: to remove it is to change nothing."""
_LONGEST = 90
"""Characters of code in a description."""


@dataclass(frozen=True)
class Edit:
    """One change of a tree. It changes that very tree, once.

    Attributes:
        line: of the innermost statement.
        old, new: the piece of code that changes, shortened.
        where: what surrounds it, to tell whether a kept explanation still fits.
        lines: of the statements that execute it: its own, or for a constant of the module those that use it.
    """

    line: int
    kind: str
    number: int
    old: str
    new: str
    where: str
    lines: tuple[int, ...]
    apply: Callable[[], None]


def edits(tree: ast.Module) -> list[Edit]:
    """Every change of a module's functions, and of the SQL in its constants, in the order of the source."""
    counted: Counter[tuple[int, str]] = Counter()
    found = []
    for found_in, statement, lines in _statements(tree):
        for kind, old, new, apply in _changes(tree, statement, in_function=found_in is not tree):
            counted[statement.lineno, kind] += 1
            number = counted[statement.lineno, kind]
            where = ast.dump(found_in if found_in is not tree else statement)
            found.append(Edit(statement.lineno, kind, number, old, new, where, lines, apply))
    return found


_Change = tuple[str, str, str, Callable[[], None]]


def _statements(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.stmt, tuple[int, ...]]]:
    """Each statement of a function with that function; and each constant of the module with the module."""
    functions = list(_outermost(tree))
    for function in functions:
        for node in _below(function):
            yield function, node, (node.lineno,)
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            users = _users(functions, node.targets[0].id)
            if users:
                yield tree, node, users


def _outermost(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _outermost(node)


def _below(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.stmt]:
    """The statements in a function's body, at any depth."""
    for body in function.body:
        yield from (node for node in ast.walk(body) if isinstance(node, ast.stmt))


def _users(functions: list[ast.FunctionDef | ast.AsyncFunctionDef], name: str) -> tuple[int, ...]:
    """The lines of the statements that use a constant."""
    return tuple(
        sorted(
            {
                statement.lineno
                for function in functions
                for statement in _below(function)
                for node in _own(statement)
                if isinstance(node, ast.Name) and node.id == name
            }
        )
    )


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a statement, without those of the statements in it, and without annotations."""
    waiting = [
        one
        for field, value in ast.iter_fields(statement)
        if field not in ("annotation", "args", "returns", "decorator_list", "bases", "keywords")
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, ast.AST) and not isinstance(one, ast.stmt | ast.ExceptHandler | ast.match_case)
    ]
    while waiting:
        node = waiting.pop(0)
        yield node
        waiting += list(ast.iter_child_nodes(node))


def _changes(tree: ast.Module, statement: ast.stmt, *, in_function: bool) -> Iterator[_Change]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or _is_said(statement):
        return
    for node in _own(statement):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _of_sql(node)
        elif in_function:
            yield from _of_expression(node)
    if in_function:
        yield from _of_statement(tree, statement)


def _of_sql(node: ast.Constant) -> Iterator[_Change]:
    for one in sql.edits(node.value) if sql.is_sql(node.value) else ():
        yield f"sql-{one.kind}", one.told(node.value), one.new, _setting(node, "value", one.made(node.value))


def _of_expression(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                other = [*node.ops]
                other[index] = _OTHER_COMPARISON[type(operator)]()
                yield "compare", *_words(node, ops=other), _setting(node, "ops", other)
        case ast.BoolOp():
            other_bool = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "boolean", *_words(node, op=other_bool), _setting(node, "op", other_bool)
        case ast.BinOp() if type(node.op) in _OTHER_ARITHMETIC and not _is_text(node.left) and not _is_text(node.right):
            other_op = _OTHER_ARITHMETIC[type(node.op)]()
            yield "arithmetic", *_words(node, op=other_op), _setting(node, "op", other_op)
        case ast.UnaryOp(op=ast.Not()):
            yield "not", _short(node), _short(node.operand), _setting(node, "operand", _negated(node.operand))
        case ast.Constant(value=bool() as value):
            yield "constant", str(value), str(not value), _setting(node, "value", not value)
        case ast.Constant(value=int() | float() as number):
            yield "constant", str(number), str(number + 1), _setting(node, "value", number + 1)
        case ast.IfExp():
            yield "condition", *_words(node, test=_negated(node.test)), _setting(node, "test", _negated(node.test))
        case ast.comprehension(ifs=[test]):
            yield "condition", f"if {ast.unparse(test)}", "no condition", _setting(node, "ifs", [])
        case ast.Call(keywords=[*keywords]):
            for keyword in keywords:
                rest = [one for one in keywords if one is not keyword]
                if keyword.arg is not None:
                    old = f"{_short(node.func)}(..., {_short(keyword)})"
                    yield "argument", old, "without it", _setting(node, "keywords", rest)


def _of_statement(tree: ast.Module, statement: ast.stmt) -> Iterator[_Change]:
    match statement:
        case ast.If() | ast.While():
            negated = _negated(statement.test)
            old = ast.unparse(statement.test)
            yield "condition", f"if {old}", f"if {ast.unparse(negated)}", _setting(statement, "test", negated)
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant) or value.value is not None:
            yield "return", _short(statement), "return None", _setting(statement, "value", ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Await() as call) if not _is_quiet(call):
            yield "removed", _short(statement), "nothing", _removing(tree, statement)
        case ast.Raise() | ast.AugAssign():
            yield "removed", _short(statement), "nothing", _removing(tree, statement)
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "removed", _short(statement), "nothing", _removing(tree, statement)


def _is_said(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))


def _is_quiet(call: ast.expr) -> bool:
    while isinstance(call, ast.Call | ast.Attribute | ast.Await):
        call = call.func if isinstance(call, ast.Call) else call.value
    return isinstance(call, ast.Name) and call.id in _QUIET


def _negated(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _setting(node: ast.AST, field: str, value: Any) -> Callable[[], None]:
    return lambda: setattr(node, field, value)


def _removing(tree: ast.Module, statement: ast.stmt) -> Callable[[], None]:
    """The statement never runs; it stays where it is, so that a generator remains one, and a local name local."""

    def apply() -> None:
        for node in ast.walk(tree):
            for _, body in ast.iter_fields(node):
                if isinstance(body, list) and any(one is statement for one in body):
                    place = next(index for index, one in enumerate(body) if one is statement)
                    body[place] = ast.copy_location(ast.If(ast.Constant(False), [statement], []), statement)
                    return

    return apply


def _words(node: ast.expr, **changed: Any) -> tuple[str, str]:
    return _short(node), _short(type(node)(**{**dict(ast.iter_fields(node)), **changed}))


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
