"""The digest of the suite itself: which specification made a run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_SPECIFICATION = ("features", "acceptance", "controls")


def suite_digest(root: Path = Path()) -> str:
    """SHA-256 over the names and contents of everything that decides what a run checks, and how it is told."""
    return _digest(root, _files(root, _SPECIFICATION))


def _files(root: Path, folders: Iterable[str]) -> list[Path]:
    found = (path for folder in folders for path in sorted((root / folder).rglob("*")))
    return [path for path in found if path.suffix in (".feature", ".py", ".yaml")]


def _digest(root: Path, files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
