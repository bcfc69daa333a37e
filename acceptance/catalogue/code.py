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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from acceptance.specification import specification
from acceptance.state import keep, kept

GONE = "gone"
"""The digest of what is not there any more."""
_HARMLESS = (
    *("property", "setter", "cached_property", "staticmethod", "classmethod", "contextmanager", "cache", "lru_cache"),
    *("abstractmethod", "overload", "override", "wraps", "dataclass", "given", "when", "then", "step"),
)
"""Decorators that do nothing until the function is called."""
Function = ast.FunctionDef | ast.AsyncFunctionDef
_PACKAGE = Path(__file__).parents[1]
_KIND = "sources"
_READER = sys.version.encode() + Path(__file__).read_bytes()
"""What decides how a file is read: where it changes, nothing that was kept counts."""


class Told(NamedTuple):
    """What is to be known of one function, or of a file's own code.

    Attributes:
        digest: of its tree, and of the places that the imported names in it come from.
        line: where it begins, from 1.
        leads_to: the imported `module:name`s that it uses.
    """

    digest: str
    line: int
    leads_to: list[str]


class Source(NamedTuple):
    """One file of the suite.

    Attributes:
        functions: by their names.
        imports: what is imported anywhere in it, each as `module` or `module:name`.
        own: the file's own code.
        named: of each function that could take the place of another, its bare name, and where it stands.
        whole: the digest of the whole file.
    """

    functions: dict[str, Told]
    imports: list[str]
    own: Told
    named: list[list[str]]
    whole: str

    @classmethod
    def of(cls, text: str) -> Source:
        """Raises SyntaxError or ValueError where the text is no Python."""
        tree = _without_words(ast.parse(text))
        functions, imports = dict(_functions(tree.body)), dict(_imported(tree))
        own, named = _own(tree.body, functions)
        return cls(
            {name: _told(map(ast.dump, nodes), nodes, imports, nodes[-1].lineno) for name, nodes in functions.items()},
            sorted(set(imports.values())),
            _told(own, list(_statements(tree.body)), imports, 1),
            named,
            _digest(ast.dump(tree)),
        )

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Source:
        functions = {name: Told(*one) for name, one in told["functions"].items()}
        return cls(functions, told["imports"], Told(*told["own"]), told["named"], told["whole"])

    def function(self, name: str) -> str:
        """The digest of a function, or `GONE`."""
        return self.functions[name].digest if name in self.functions else GONE

    def line(self, name: str) -> int:
        """Where a function begins, from 1; the first line of the file when it is gone."""
        return self.functions[name].line if name in self.functions else 1

    def own_code(self, executed: frozenset[str]) -> str:
        """The digest of what the file does when it is imported.

        Args:
            executed: the bare names of functions that were executed; a function of such a name, added in a class or a
                second time, would take the place of one of them.
        """
        taking = [where for bare, where in self.named if bare in executed]
        return _digest(self.own.digest, *taking) if taking else self.own.digest

    def leads_to(self, executed: Iterable[str]) -> set[str]:
        """The imported `module:name`s that these functions and the file's own code use."""
        known = (self.functions[name].leads_to for name in executed if name in self.functions)
        return set(self.own.leads_to).union(*known)


def _told(texts: Iterable[str], nodes: Sequence[ast.AST], imports: Mapping[str, str], line: int) -> Told:
    used = sorted(_names(nodes) & imports.keys())
    digest = _digest(*texts, *(f"{name}={imports[name]}" for name in used))
    return Told(digest, line, sorted({imports[name] for name in used}))


class Sources:
    """The files of a suite, each read once: the package itself, and what stands below `root`."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root if root is not None else specification()
        self._read: dict[str, Source | None] = {}
        self._places: dict[str, str | None] = {}

    def get(self, place: str) -> Source | None:
        """The file at a place such as `acceptance/checks.py`, or None when it is gone or cannot be parsed."""
        if place not in self._read:
            try:
                self._read[place] = _read(self._path(place).read_bytes())
            except (OSError, SyntaxError, ValueError):
                self._read[place] = None
        return self._read[place]

    def functions(self) -> Iterator[str]:
        """Every function of the suite, as `acceptance/checks.py:check`."""
        for place in self._every_place():
            source = self.get(place)
            yield from (f"{place}:{name}" for name in source.functions) if source else ()

    def modules(self) -> Iterator[str]:
        """Every module of the package."""
        inside = (one for one in self._every_place() if one.startswith("acceptance/"))
        yield from (one.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for one in inside)

    def _every_place(self) -> Iterator[str]:
        for base, folder in ((_PACKAGE.parent, _PACKAGE), (self._root, self._root / "features")):
            yield from (path.relative_to(base).as_posix() for path in sorted(folder.rglob("*.py")))

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
            waiting += [one for origin in source.imports for one in [self.defining(origin)] if one]
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
                elif not self._is_function(other, name):  # a function that was executed is a part
                    waiting.append(other)
        return parts | {f"library {name}": _major(name) for name in sorted(libraries - sys.stdlib_module_names)}

    def _is_function(self, place: str, name: str) -> bool:
        source = self.get(place)
        return source is not None and name in source.functions

    def whole_files(self, places: Iterable[str]) -> dict[str, str]:
        """Whole files, as they are now."""
        sources = {place: self.get(place) for place in places}
        return {f"whole file {place}": one.whole if one else GONE for place, one in sources.items()}

    def _path(self, place: str) -> Path:
        inside = place.startswith("acceptance/")
        return (_PACKAGE.parent if inside else self._root) / place


def _read(content: bytes) -> Source:
    """What is to be known of a file; kept for the next time, because to parse them all takes seconds."""
    name = hashlib.sha256(_READER + content).hexdigest()
    known = kept(_KIND, name)
    if known is not None:
        return Source.of_json(known)
    source = Source.of(content.decode())
    keep(_KIND, name, source._asdict())
    return source


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


def _own(body: Iterable[ast.stmt], functions: Mapping[str, Sequence[Function]]) -> tuple[list[str], list[list[str]]]:
    """The texts of the file's own code, and each function that could take the place of another: its name, and where."""
    texts: list[str] = []
    named: list[list[str]] = []

    def visit(statements: Iterable[ast.stmt], within: str) -> None:
        for node in statements:
            if isinstance(node, ast.ClassDef):
                texts.append(f"class {within}{node.name}")
                texts.extend(map(ast.dump, (*node.bases, *node.keywords, *node.decorator_list)))
                visit(node.body, f"{within}{node.name}.")
            elif isinstance(node, Function):
                if node.name.startswith("__") and node.name.endswith("__"):
                    texts.append(f"def {within}{node.name}")
                elif within or len(functions[node.name]) > 1:
                    named.append([node.name, f"def {within}{node.name}"])
                texts.extend(ast.dump(one) for one in node.decorator_list if _acts(one))
            elif not isinstance(node, ast.Import | ast.ImportFrom | ast.Pass) and not _only_for_types(node):
                texts.append(ast.dump(node))

    visit(body, "")
    return texts, named


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
