"""Digests of the suite itself: which specification made a run, and which checks made a proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_SPECIFICATION = ("features", "acceptance", "controls")
_CHECKS = ("features", "acceptance")
_TELL_ONLY = ("acceptance/reporting", "acceptance/proof")
"""What conducts proofs and builds reports: a platform is judged elsewhere."""
_JUDGE_OF_PROOFS = "acceptance/proof/judgement.py"


def suite_digest(root: Path = Path()) -> str:
    """SHA-256 over the names and contents of everything that decides what a run checks, and how it is told."""
    return _digest(root, _files(root, _SPECIFICATION))


def checks_digest(root: Path = Path()) -> str:
    """SHA-256 over what decides whether a platform or a proof is good: a proof holds for these and for no others.

    That is all of `features/` and `acceptance/` but the code that only conducts proofs or builds reports.
    """
    telling = {path for folder in _TELL_ONLY for path in (root / folder).rglob("*")} - {root / _JUDGE_OF_PROOFS}
    return _digest(root, [path for path in _files(root, _CHECKS) if path not in telling])


def _files(root: Path, folders: Iterable[str]) -> list[Path]:
    found = (path for folder in folders for path in sorted((root / folder).rglob("*")))
    return [path for path in found if path.suffix in (".feature", ".py", ".yaml")]


def _digest(root: Path, files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
