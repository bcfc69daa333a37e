"""What is proven now: the claims, and which of them still stand.

Knows nothing heavy as long as nothing has changed: a run that starts shall not wait for it.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from acceptance.catalogue.catalogue import Framework, controls_of
from acceptance.catalogue.claims import Claims, ControlProof, proofs_of, read_claims
from acceptance.catalogue.detection import Detection, detections
from acceptance.catalogue.mutants import read_campaigns
from acceptance.state import keep, kept

STANDS_S = 3600
"""So long what was found out is believed where nothing has changed."""
_KIND = "stale"
_MADE = ("build", "dist", "reports")
"""Folders of the project for what is made, not written."""
_CACHES = ("node_modules", "__pycache__")
"""Folders, wherever they are, of what was fetched or compiled; also those whose names begin with a dot."""
_SHELL = ("_", "SHLVL", "OLDPWD", "COLUMNS", "LINES")
"""Variables that say nothing but which command came before, and how wide the window is."""


@dataclass(frozen=True)
class Proven:
    """What is known of every control, and the claims it rests on."""

    proofs: Mapping[str, ControlProof] = field(default_factory=dict)
    claims: Claims = field(default_factory=dict)
    stale: Mapping[str, str] = field(default_factory=dict)
    detections: Mapping[str, Detection] = field(default_factory=dict)


def proven(frameworks: Sequence[Framework]) -> Proven:
    """What is proven now.

    What was found out is believed for an hour, as long as no file of the project, no variable and no package has
    changed. A platform outside the project's folder can change unseen in that hour; a proof never relies on this.

    Raises:
        ConfigurationError: a file of claims, or of mutants, cannot be read.
    """
    claims = read_claims()
    stale = _stale(claims, frameworks) if claims else {}
    caught = detections(frameworks, claims, stale, read_campaigns())
    return Proven(proofs_of(frameworks, claims, stale, datetime.now(UTC).date()), claims, stale, caught)


def _stale(claims: Claims, frameworks: Sequence[Framework]) -> dict[str, str]:
    signature = _signature(Path())
    known = kept(_KIND, signature)
    if known is not None and 0 <= time.time() - known["at"] <= STANDS_S:
        return dict(known["stale"])
    from acceptance.runner.compared import compared  # behave, the profile's model, and a parser of every source

    stale, untold = compared(claims.values(), controls_of(frameworks))
    if not untold:
        keep(_KIND, signature, {"at": time.time(), "stale": stale})
    return stale | untold


def _signature(folder: Path) -> str:
    """Names all that the answer depends on, by sizes and times: files, variables, packages and Python."""
    package = Path(__file__).parents[1]
    found = hashlib.sha256(sys.version.encode())
    for fact in (*_files(folder), *_files(package), *_packages()):
        found.update(f"{fact}\0".encode(errors="surrogateescape"))
    for name, value in sorted(os.environ.items()):
        if name not in _SHELL:
            found.update(f"{name}={value}\0".encode(errors="surrogateescape"))
    return found.hexdigest()


def _files(folder: Path) -> Iterator[str]:
    top = str(folder.resolve())
    for path, folders, files in os.walk(top):
        made = _MADE if path == top else ()
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one not in (*_CACHES, *made))
        yield from (_seen(f"{path}{os.sep}{name}") for name in sorted(files))


def _packages() -> Iterator[str]:
    """Where packages are installed: a folder's time changes with what is installed in it."""
    yield from (_seen(one) for one in sys.path if one.endswith("-packages"))


def _seen(path: str) -> str:
    try:
        # A Path for each of two thousand files would cost as much as all the rest.
        seen = os.stat(path)  # noqa: PTH116
    except OSError:
        return f"{path} gone"
    return f"{path} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}"
