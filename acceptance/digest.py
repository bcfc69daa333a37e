"""Digests of the suite itself: which specification made a run, and which checks made a proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_SPECIFICATION = ("features", "acceptance", "controls")
_CHECKS = ("features", "acceptance")


def suite_digest(root: Path = Path()) -> str:
    """SHA-256 over the names and contents of everything that decides what a run checks, and how it is told."""
    return _digest(root, _SPECIFICATION)


def checks_digest(root: Path = Path()) -> str:
    """SHA-256 over features, steps and `acceptance/`: a proof holds for these and for no others."""
    return _digest(root, _CHECKS)


def _digest(root: Path, folders: Iterable[str]) -> str:
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".feature", ".py", ".yaml"):
                total.update(f"{path.relative_to(root)}\0".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
