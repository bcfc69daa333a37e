"""Which files a scanner has to look at: listed by the suite itself, so that a scanner cannot choose its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from acceptance.instruments.scanners.result import Blind

BESIDE = {"__pycache__", ".git", ".hg", ".svn", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
"""Folders that nobody wrote by hand."""


@dataclass(frozen=True)
class Files:
    """Files by the names that reports give them: the root's own name and the way from there.

    Attributes:
        at: name -> where it is on this machine.
    """

    at: Mapping[str, Path]

    def name_of(self, path: str | Path) -> str | None:
        """The name of a file of these, or None."""
        return self._names.get(Path(path).resolve())

    @cached_property
    def _names(self) -> dict[Path, str]:
        return {path: name for name, path in self.at.items()}


def files_of(roots: Iterable[Path]) -> Files:
    """Every file below the roots; a root may be a file itself.

    Raises:
        Blind: a root is missing or empty, or a link leads out of all of them.
    """
    folders = [root.resolve() for root in roots]
    found: dict[str, Path] = {}
    for root in folders:
        below = dict(_below(root, folders))
        if not below:
            raise Blind(f"there is no file below {root.name}; correct the profile's block scanners")
        found.update(below)
    if not found:
        raise Blind("the profile names nothing to look at")
    return Files(found)


def _below(root: Path, roots: list[Path]) -> Iterable[tuple[str, Path]]:
    if root.is_file():
        yield root.name, root
    for folder, inside, names in os.walk(root):
        for linked in (Path(folder, name) for name in inside if Path(folder, name).is_symlink()):
            if not any(linked.resolve().is_relative_to(one) for one in roots):
                raise Blind(f"the link {_named(linked, root)} leads out of what is looked at; name its target as well")
        inside[:] = [name for name in inside if name not in BESIDE]
        for path in (Path(folder, name) for name in sorted(names)):
            if path.is_file():
                yield _named(path, root), path.resolve()


def _named(path: Path, root: Path) -> str:
    return f"{root.name}/{path.relative_to(root).as_posix()}"
