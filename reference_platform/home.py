"""Where the reference platform keeps things on this machine.

Below the home folder: `parts/` (downloads and builds), `templates/` (the state of a provisioned platform),
`instances/` (running platforms), `locks/` (one file per lock; the file may stay, the lock never does) and
`failed/` (the logs of the last start that failed, by instance).
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from reference_platform.errors import WrongUse

VARIABLE = "REFERENCE_PLATFORM_HOME"
CHECKOUT = Path(__file__).resolve().parents[1]
INSTANCE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Home:
    """The folders of one home; two homes know nothing of each other."""

    root: Path

    @property
    def parts(self) -> Path:
        return self.root / "parts"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def instances(self) -> Path:
        return self.root / "instances"

    @property
    def locks(self) -> Path:
        return self.root / "locks"

    @property
    def failed(self) -> Path:
        return self.root / "failed"

    def lock(self, kind: str, name: str) -> Path:
        return self.locks / f"{kind}-{name}.lock"


def runs_as_root() -> bool:
    return os.geteuid() == 0


def home() -> Home:
    """The home folder, created when missing.

    Root's default is outside /root: PostgreSQL refuses to run as root, and `nobody` cannot enter there.

    Raises:
        WrongUse: the folder cannot be made, or (as root) `nobody` cannot reach it.
    """
    given = os.environ.get(VARIABLE)
    cache = Path("/var/cache") if runs_as_root() else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    root = Path(given) if given else cache / "reference-platform"
    try:
        here = Home(root.expanduser().absolute())
    except RuntimeError:
        raise WrongUse(f"This user has no home folder: set {VARIABLE} to a folder you may write to.") from None
    if runs_as_root():
        _require_passage(here.root)
    try:
        for folder in (here.root, here.parts, here.templates, here.instances, here.locks, here.failed):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (here.root, here.parts, here.templates, here.instances):
            folder.chmod(0o711 if folder != here.parts else 0o755)
    except OSError as error:
        raise WrongUse(
            f"The folder {here.root} cannot be used ({error.strerror}): set {VARIABLE} to a folder you may write to."
        ) from error
    return here


def _require_passage(folder: Path) -> None:
    for ancestor in folder.parents:
        if ancestor.exists() and not ancestor.stat().st_mode & stat.S_IXOTH:
            raise WrongUse(
                f"PostgreSQL will not run as root and `nobody` cannot enter {ancestor}: "
                f"set {VARIABLE} to a folder below directories everyone may enter."
            )


def default_instance_name() -> str:
    """A name of its own for each checkout, so that two of them never share a platform by accident."""
    readable = re.sub(r"[^a-z0-9]+", "-", CHECKOUT.name.lower()).strip("-")[:20] or "platform"
    return f"{readable}-{hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:6]}"


def check_instance_name(name: str) -> str:
    """Return `name` when it can be a folder name and part of a marker.

    Raises:
        WrongUse: it cannot.
    """
    if not INSTANCE_NAME.fullmatch(name):
        raise WrongUse(
            f"{name!r} cannot name an instance: use 1 to 40 lower-case letters, digits and dashes, "
            "beginning with a letter or digit."
        )
    return name
