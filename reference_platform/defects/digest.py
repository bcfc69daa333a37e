"""The digest of a defect: it changes with the defect, and with whatever the defect replaces or changes.

Source is compared as syntax trees without docstrings, comments and positions, SQL without comments. Nothing of the
platform is imported for it.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from reference_platform.defects.defect import Defect

ROOT = Path(__file__).parents[2]
_PACKAGE, _DEFECTS = "reference_platform", "reference_platform.defects"
_TOOLS = {f"{_DEFECTS}.{name}" for name in ("bench", "defect")}
"""What every defect uses."""
_CREATED = re.compile(
    r"create\s+(?:or\s+replace\s+)?(?:materialized\s+)?(?:function|procedure|view|table|trigger|rule|policy|role|type)"
    r"\s+(?:if\s+not\s+exists\s+)?(?:\w+\.)?(\w+)",
    re.IGNORECASE,
)


def digest(defect: Defect, module: str) -> str:
    """SHA-256 over all that makes the defect what it is.

    Args:
        module: the name of the module that it is written in.
    """
    total = hashlib.sha256()
    for name in sorted(_closure(module)):
        total.update(f"{name}\0{_dumped(name)}\0".encode())
    for target in sorted(defect.replaces):
        total.update(f"{target}\0{_part(target)}\0".encode())
    for statement in _changed_statements(_closure(module)) if defect.on is not None else ():
        total.update(f"{statement}\0".encode())
    return total.hexdigest()


def _closure(module: str) -> set[str]:
    """The module, the defects' own modules that it imports, and the platform's that these import themselves."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or name in _TOOLS or _tree(name) is None:
            continue
        found.add(name)
        if name.startswith(_DEFECTS):
            waiting += _imported(name)
    return found


def _imported(module: str) -> Iterator[str]:
    for node in ast.walk(_tree(module) or ast.Module([], [])):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_PACKAGE):
            yield node.module or ""
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.startswith(_PACKAGE))


def _part(target: str) -> str:
    """The source of what is replaced, where it was imported from another module there; of an object that its module
    builds up, the whole module's; of a library's part the library's version."""
    module, _, name = target.partition(":")
    if not module.startswith(_PACKAGE):
        return importlib.metadata.version(module.split(".")[0])
    tree = _tree(module)
    node: ast.AST | None = tree
    for word in name.split("."):
        body = getattr(node, "body", [])
        node = next((one for one in reversed(body) if word in _bound(one)), None)
    if node is None:
        origin = _origin(tree, name)
        return _part(origin) if origin is not None else "not there"
    built = isinstance(getattr(node, "value", None), ast.Call)
    return _dumped(module) if built else ast.dump(node)


def _origin(tree: ast.AST | None, name: str) -> str | None:
    """Where a module has a name from, as a target."""
    imports = (one for one in getattr(tree, "body", []) if isinstance(one, ast.ImportFrom))
    return next((f"{one.module}:{name}" for one in imports if name in [each.name for each in one.names]), None)


def _bound(node: ast.stmt) -> list[str]:
    """The names that a statement gives something to."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [one.id for one in targets if isinstance(one, ast.Name)]


def _changed_statements(modules: Iterable[str]) -> list[str]:
    """The statements of the schema that create what these modules' own texts name."""
    own = [name for name in modules if name.startswith(_DEFECTS)]
    trees = [tree for tree in map(_tree, own) if tree is not None]
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    words = {word for text in texts if isinstance(text, str) for word in re.findall(r"\w+", text)}
    return sorted(statement for name, statement in _schema() if name in words)


@cache
def _schema() -> tuple[tuple[str, str], ...]:
    """Every statement of the schema that creates something, by the name of what it creates."""
    found = []
    for file in sorted((ROOT / _PACKAGE / "schema").glob("*.sql")):
        text = re.sub(r"--[^\n]*", "", file.read_text("utf-8"))
        starts = [*_CREATED.finditer(text)]
        ends = [*(one.start() for one in starts[1:]), len(text)]
        for start, end in zip(starts, ends, strict=False):
            found.append((start[1], " ".join(text[start.start() : end].split())))
    return tuple(found)


@cache
def _tree(module: str) -> ast.Module | None:
    stem = ROOT / module.replace(".", "/")
    for file in (stem.with_suffix(".py"), stem / "__init__.py"):
        if file.is_file():
            return _without_words(ast.parse(file.read_text("utf-8")))
    return None


@cache
def _dumped(module: str) -> str:
    tree = _tree(module)
    return ast.dump(tree) if tree is not None else "not there"


def _without_words(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_said(one)]  # type: ignore[attr-defined]
    return tree


def _is_said(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
