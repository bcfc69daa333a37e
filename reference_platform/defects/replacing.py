"""Puts replacements in place while a program imports its modules."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import find_spec
from types import CodeType, ModuleType
from typing import Any

from reference_platform.defects.defect import Defect, DefectDoesNotApply, Replacement, Rewrite


def install(defects: Iterable[Defect]) -> None:
    """Replace parts of modules that are imported from now on.

    Raises:
        DefectDoesNotApply: a module is not there, or was imported already.
    """
    wanted: dict[str, list[tuple[str, Replacement]]] = {}
    rewrites: dict[str, list[Rewrite]] = {}
    wanted_by: dict[str, str] = {}
    for defect in defects:
        for target, replacement in defect.replaces.items():
            module, _, name = target.partition(":")
            wanted.setdefault(module, []).append((name, replacement))
            wanted_by[module] = defect.id
        for module, rewrite in defect.rewrites.items():
            rewrites.setdefault(module, []).append(rewrite)
            wanted_by[module] = defect.id
    for module, defect_id in wanted_by.items():
        if module in sys.modules:
            raise DefectDoesNotApply(f"{defect_id}: {module} was imported before it could be changed")
    sys.meta_path.insert(0, _Finder(wanted, rewrites))
    # Looked for after the finder is there: looking imports the package, which may import the module.
    for module, defect_id in wanted_by.items():
        if find_spec(module) is None:
            raise DefectDoesNotApply(f"{defect_id}: there is no module {module}")


class _Finder(MetaPathFinder):
    """Finds the wanted modules as Python would, and changes them when they have been executed."""

    def __init__(self, wanted: dict[str, list[tuple[str, Replacement]]], rewrites: dict[str, list[Rewrite]]) -> None:
        self._wanted = wanted
        self._rewrites = rewrites

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._wanted and fullname not in self._rewrites:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None:
            return None
        if fullname in self._rewrites and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Rewriting(fullname, spec.loader.path, self._rewrites[fullname])
        execute = spec.loader.exec_module

        def execute_and_change(module: ModuleType) -> None:
            execute(module)
            for name, replacement in self._wanted.get(fullname, ()):
                replace(module, name, replacement)

        spec.loader.exec_module = execute_and_change  # type: ignore[method-assign]
        return spec


class _Rewriting(SourceFileLoader):
    """Loads a module from its changed source, which must not get into the cache of other processes."""

    def __init__(self, fullname: str, path: str, rewrites: Sequence[Rewrite]) -> None:
        super().__init__(fullname, path)
        self._rewritten = rewrites

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the import system's signature
        tree = ast.parse(self.get_data(self.path), self.path)
        for rewrite in self._rewritten:
            tree = rewrite(tree)
        return compile(tree, self.path, "exec", dont_inherit=True)


def replace(module: ModuleType, name: str, replacement: Replacement) -> None:
    """Replace `name` or `Class.name` of a module by what `replacement` makes of it.

    Raises:
        DefectDoesNotApply: there is no such name, or the replacement does not fit what is there.
    """
    owner: Any = module
    *path, last = name.split(".")
    try:
        for part in path:
            owner = getattr(owner, part)
        original = vars(owner)[last]
    except (AttributeError, KeyError):
        raise DefectDoesNotApply(f"{module.__name__} has no {name} that could be replaced") from None
    if isinstance(original, staticmethod | classmethod):
        setattr(owner, last, type(original)(replacement(original.__func__)))
    else:
        setattr(owner, last, replacement(original))
