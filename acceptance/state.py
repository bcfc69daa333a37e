"""The folder in which the suite keeps what outlives a run, on this machine and for this user."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from acceptance import json_text
from acceptance.outcome import ConfigurationError

STATE_DIR = "ACCEPTANCE_STATE_DIR"


def state_folder() -> Path:
    """Where this user's state is kept between runs, made when it is missing.

    It is what ACCEPTANCE_STATE_DIR names, or a folder of its own in XDG_STATE_HOME or in the user's home.

    Raises:
        ConfigurationError: there is no home, or nobody may write there.
    """
    named, shared = os.environ.get(STATE_DIR), os.environ.get("XDG_STATE_HOME")
    remedy = f"set {STATE_DIR} to a folder that you may write to"
    try:
        home = Path(shared) if shared else Path.home() / ".local" / "state"
    except RuntimeError:
        home = None
    if named is None and home is None:
        raise ConfigurationError(f"This user has no home folder, so nothing can be kept between runs; {remedy}.")
    folder = Path(named) if named else (home or Path()) / "scoring-acceptance"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        sentence = f"The folder {folder} for what must outlive a run cannot be used ({error.strerror}); {remedy}."
        raise ConfigurationError(sentence) from None


def keep(kind: str, name: str, content: Mapping[str, Any]) -> None:
    """Keeps a small thing of this kind under a name, in one piece; an older one of the same name is gone."""
    path = _path(kind, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps({"sha256": _digest(content), "content": content}), "utf-8")
    fresh.replace(path)


def kept(kind: str, name: str) -> dict[str, Any] | None:
    """What was kept, or None; what cannot be read, or is not as it was written, was never kept."""
    try:
        match json_text.strictly(_path(kind, name).read_bytes()):
            case {"sha256": str(digest), "content": dict(content)} if digest == _digest(content):
                return content
    except (OSError, ValueError):
        return None
    return None


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _path(kind: str, name: str) -> Path:
    return state_folder() / kind / f"{name}.json"
