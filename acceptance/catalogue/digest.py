"""The digest of the suite itself: which specification made a run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from acceptance.specification import INSTALLED, control_folders, feature_folders

_PACKAGE = Path(__file__).parents[1]


def suite_digest(root: Path | None = None) -> str:
    """SHA-256 over the names and contents of everything that decides what a run checks, and how it is told.

    Args:
        root: a folder with features, acceptance and controls; by default those in use, and what is added to them.
    """
    total = hashlib.sha256()
    for name, path in _files(root):
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(root: Path | None) -> Iterator[tuple[str, Path]]:
    """Each file with its name, which is the same in a checkout and installed."""
    for kind, folder in _folders(root):
        for path in sorted(folder.rglob("*")):
            copied = kind == "acceptance" and path.is_relative_to(INSTALLED)
            if path.suffix in (".feature", ".py", ".yaml") and not copied:
                yield f"{kind}/{path.relative_to(folder).as_posix()}", path


def _folders(root: Path | None) -> Iterator[tuple[str, Path]]:
    if root is not None:
        yield from ((kind, root / kind) for kind in ("features", "acceptance", "controls"))
        return
    yield from (("features", folder) for folder in feature_folders())
    yield "acceptance", _PACKAGE
    yield from (("controls", folder) for folder in control_folders())
