"""A cache of parts: each is a folder that is either whole and verified, or not there.

A part is built under another name and renamed when complete, under a lock of its own, so two set-ups at once
build it once and an interrupted one leaves nothing that could be taken for the part.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reference_platform.home import Home
from reference_platform.locks import exclusive
from reference_platform.progress import Progress

MANIFEST = "manifest.json"
Step = Callable[[str, int | None], None]


@dataclass(frozen=True)
class Part:
    """Something fetched or built: `identity` is everything its content depends on.

    `build` fills an empty folder; it is given a function to tell its progress with.
    """

    name: str
    version: str
    identity: str
    build: Callable[[Path, Step], None]

    def folder(self, home: Home) -> Path:
        return home.parts / f"{self.name}-{self.version}-{hashlib.sha256(self.identity.encode()).hexdigest()[:12]}"


def provide(part: Part, home: Home, progress: Progress) -> Path:
    """The folder of the part, built if it is missing and again if it was damaged.

    Raises:
        PartUnavailable: it could not be downloaded or built; the sentence says what to do.
    """
    folder = part.folder(home)
    with exclusive(home.lock("part", part.name)):
        damage = find_damage(folder)
        if damage is None:
            return folder
        if folder.exists():
            progress.say(f"{part.name} in the cache is damaged ({damage}); it is made again")
            shutil.rmtree(folder)
        for leftover in home.parts.glob(f".building-{part.name}-*"):
            shutil.rmtree(leftover)
        workshop = home.parts / f".building-{part.name}-{os.getpid()}"
        workshop.mkdir()
        try:
            part.build(workshop, lambda text, percent=None: progress.step(part.name, text, percent))
            _write_manifest(workshop)
            workshop.chmod(0o755)
            workshop.rename(folder)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
        progress.done(part.name, f"{part.version} ready")
    return folder


def is_whole(part: Part, home: Home) -> bool:
    """Whether the part is there and every byte is as it was when built."""
    return find_damage(part.folder(home)) is None


def find_damage(folder: Path) -> str | None:
    """What is wrong with a part's folder in a few words, or None when it is whole."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        return "no manifest"
    except ValueError:
        return "unreadable manifest"
    for name, digest in manifest.items():
        path = folder / name
        if not path.is_file():
            return f"{name} is missing"
        if digest_of(path) != digest:
            return f"{name} has changed"
    return None


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_manifest(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    manifest = {str(path.relative_to(folder)): digest_of(path) for path in files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
