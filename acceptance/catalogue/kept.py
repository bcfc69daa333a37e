"""What is kept on this machine beside the repository: small files in the user's state folder, by kind and name."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from acceptance.state import state_folder


def keep(kind: str, name: str, content: Mapping[str, Any]) -> None:
    """Keeps one thing, in one piece; an older one of the same name is gone."""
    path = _path(kind, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(content), "utf-8")
    fresh.replace(path)


def kept(kind: str, name: str) -> dict[str, Any] | None:
    """What was kept, or None; what cannot be read was never kept."""
    try:
        found = json.loads(_path(kind, name).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _path(kind: str, name: str) -> Path:
    return state_folder() / kind / f"{name}.json"
