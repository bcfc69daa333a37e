"""The suite's source as a proof sees it: what a change of a comment leaves as it was, and a change of a check does not.

Compared are syntax trees without docstrings, comments and positions. A file's own code is what it does when it is
imported: constants, and what stands in its classes beside the functions. A function is its tree and the places
that the imported names in it come from. An import that nothing uses, and a function that nothing executes, say nothing.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

GONE = "gone"
"""The digest of what is not there any more."""
_HARMLESS = (
    *("property", "setter", "cached_property", "staticmethod", "classmethod", "contextmanager", "cache", "lru_cache"),
    *("abstractmethod", "overload", "override", "wraps", "dataclass", "given", "when", "then", "step"),
)
"""Decorators that do nothing until the function is called."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Source:
    """One file of the suite."""

    def __init__(self, text: str) -> None:
        self._tree = _without_words(ast.parse(text))
        self.functions = dict(_functions(self._tree.body))
        self.imports = dict(_imported(self._tree))
        """Each imported name -> `module` or `module:name`."""
        self._bare = frozenset(name.split(".")[-1] for name in self.functions)
        self._used_by: dict[str, set[str]] = {}
        self._digests: dict[str | frozenset[str], str] = {}

    def function(self, name: str) -> str:
        """The digest of a function, or `GONE`."""
        if name not in self.functions:
            return GONE
        if name not in self._digests:
            texts = map(ast.dump, self.functions[name])
            self._digests[name] = _digest(*texts, *self._origins(self._names_in(name)))
        return self._digests[name]

    def line(self, name: str) -> int:
        """Where a function begins, from 1; the first line of the file when it is gone."""
        return self.functions[name][-1].lineno if name in self.functions else 1

    def own_code(self, executed: frozenset[str]) -> str:
        """The digest of what the file does when it is imported.

        Args:
            executed: the bare names of functions that were executed; a function of such a name, added in a class or a
                second time, would take the place of one of them.
        """
        of_here = executed & self._bare
        if of_here not in self._digests:
            kept = list(_own(self._tree.body, of_here, self.functions))
            self._digests[of_here] = _digest(*kept, *self._origins(self._names_in("")))
        return self._digests[of_here]

    def leads_to(self, executed: Iterable[str]) -> set[str]:
        """The imported `module:name`s that these functions and the file's own code use."""
        used = self._names_in("").union(*map(self._names_in, executed))
        return {self.imports[name] for name in used & self.imports.keys()}

    def _names_in(self, function: str) -> set[str]:
        """The names that a function uses, or, without a name, the file's own code."""
        if function not in self._used_by:
            nodes = self.functions.get(function, ()) if function else _statements(self._tree.body)
            self._used_by[function] = _names(nodes)
        return self._used_by[function]

    def _origins(self, used: Iterable[str]) -> list[str]:
        return [f"{name}={self.imports[name]}" for name in sorted(used) if name in self.imports]

    def all_of_it(self) -> str:
        """The digest of the whole file."""
        return _digest(ast.dump(self._tree))


class Sources:
    """The files of a suite, each read once: the package itself, and what stands below `root`."""

    def __init__(self, root: Path = Path()) -> None:
        self._root = root
        self._read: dict[str, Source | None] = {}
        self._places: dict[str, str | None] = {}

    def get(self, place: str) -> Source | None:
        """The file at a place such as `acceptance/checks.py`, or None when it is gone or cannot be parsed."""
        if place not in self._read:
            try:
                self._read[place] = Source(self._path(place).read_text("utf-8"))
            except (OSError, SyntaxError, ValueError):
                self._read[place] = None
        return self._read[place]

    def place_of(self, module: str) -> str | None:
        """The file of a module of the package, or None for any other."""
        if module not in self._places:
            stem = module.replace(".", "/")
            files = (f"{stem}.py", f"{stem}/__init__.py") if stem.startswith("acceptance") else ()
            self._places[module] = next((one for one in files if self._path(one).is_file()), None)
        return self._places[module]

    def closure(self, module: str) -> set[str]:
        """The places of a module and of all that it imports, directly or not."""
        found: set[str] = set()
        waiting = [place for place in [self.place_of(module)] if place]
        while waiting:
            place = waiting.pop()
            source = self.get(place)
            if place in found or source is None:
                continue
            found.add(place)
            waiting += [one for origin in source.imports.values() for one in [self.defining(origin)] if one]
        return found

    def defining(self, origin: str) -> str | None:
        """The file of the package that an import such as `module:name` leads to."""
        module, _, name = origin.partition(":")
        return self.place_of(f"{module}.{name}") or self.place_of(module)

    def code_parts(self, executed: Iterable[str]) -> dict[str, str]:
        """What these functions depend on -> its digest, as it is now.

        Args:
            executed: functions such as `acceptance/checks.py:check`.
        """
        by_place: dict[str, set[str]] = {}
        for function in executed:
            place, _, name = function.partition(":")
            by_place.setdefault(place, set()).add(name)
        bare = frozenset(name.split(".")[-1] for names in by_place.values() for name in names)
        parts: dict[str, str] = {}
        waiting, libraries = list(by_place), set()
        while waiting:
            place = waiting.pop()
            if f"file {place}" in parts:
                continue
            source, names = self.get(place), by_place.get(place, set())
            parts[f"file {place}"] = source.own_code(bare) if source else GONE
            for name in names:
                parts[f"function {place}:{name}"] = source.function(name) if source else GONE
            for origin in source.leads_to(names) if source else ():
                lies_in, _, name = origin.partition(":")
                other = self.defining(origin)
                if other is None:
                    libraries.add(lies_in.split(".")[0])
                elif name not in (self.get(other) or Source("")).functions:  # a function that was executed is a part
                    waiting.append(other)
        return parts | {f"library {name}": _major(name) for name in sorted(libraries - sys.stdlib_module_names)}

    def whole_files(self, places: Iterable[str]) -> dict[str, str]:
        """Whole files, as they are now."""
        sources = {place: self.get(place) for place in places}
        return {f"whole file {place}": one.all_of_it() if one else GONE for place, one in sources.items()}

    def _path(self, place: str) -> Path:
        inside = place.startswith("acceptance/")
        return (Path(__file__).parents[2] if inside else self._root) / place


def _without_words(tree: ast.Module) -> ast.Module:
    """Without docstrings, and without strings that stand alone."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            said = [one for one in body if not _is_said(one)]
            node.body = said or ([ast.Pass()] if body and not isinstance(node, ast.Module) else [])  # type: ignore[attr-defined]
    return tree


def _is_said(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _functions(body: Iterable[ast.stmt], within: str = "") -> Iterator[tuple[str, list[Function]]]:
    """The outermost functions by their names, with all that bear the same one (a property and its setter)."""
    found: dict[str, list[Function]] = {}
    for node in _flat(body):
        if isinstance(node, Function):
            found.setdefault(f"{within}{node.name}", []).append(node)
        elif isinstance(node, ast.ClassDef):
            for name, nodes in _functions(node.body, f"{within}{node.name}."):
                found.setdefault(name, []).extend(nodes)
    yield from found.items()


def _flat(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a body, also those behind an `if` or a `try`."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            yield from _flat(one for one in ast.iter_child_nodes(node) if isinstance(one, ast.stmt))


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield one.asname or one.name.split(".")[0], one.name if one.asname else one.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                yield one.asname or one.name, f"{node.module}:{one.name}"


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are used, those of annotations of arguments and results left out."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            found.add(node.id)
        skipped = {"annotation"} if isinstance(node, ast.arg) else {"returns"} if isinstance(node, Function) else set()
        for field, value in ast.iter_fields(node):
            if field not in skipped:
                waiting += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST)]
    return found


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """The file's own statements: no imports, and no functions but for their decorators."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from (*node.bases, *node.keywords, *node.decorator_list)
            yield from _statements(node.body)
        elif not isinstance(node, Function | ast.Import | ast.ImportFrom) and not _only_for_types(node):
            yield node


def _own(
    body: Iterable[ast.stmt], executed: frozenset[str], functions: dict[str, list[Function]], within: str = ""
) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield f"class {within}{node.name}"
            yield from map(ast.dump, (*node.bases, *node.keywords, *node.decorator_list))
            yield from _own(node.body, executed, functions, f"{within}{node.name}.")
        elif isinstance(node, Function):
            named = node.name in executed and (within or len(functions[node.name]) > 1)
            if named or (node.name.startswith("__") and node.name.endswith("__")):
                yield f"def {within}{node.name}"
            yield from (ast.dump(one) for one in node.decorator_list if _acts(one))
        elif not isinstance(node, ast.Import | ast.ImportFrom | ast.Pass) and not _only_for_types(node):
            yield ast.dump(node)


def _acts(decorator: ast.expr) -> bool:
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
    return name not in _HARMLESS


def _only_for_types(node: ast.stmt) -> bool:
    if not isinstance(node, ast.If):
        return False
    if isinstance(node.test, ast.Name):
        return node.test.id == "TYPE_CHECKING"
    return isinstance(node.test, ast.Compare) and getattr(node.test.left, "id", "") == "__name__"


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


@cache
def _major(package: str) -> str:
    names = _distributions().get(package)
    return importlib.metadata.version(names[0]).split(".")[0] if names else GONE


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
