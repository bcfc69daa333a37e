"""The switch that stops every run of a user, or of everybody who watches the same file, at its next question."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from acceptance.profile.permissions import Permissions
from acceptance.state import STATE_DIR, state_folder

NAME = "stop"
_undoing: ContextVar[bool] = ContextVar("undoing", default=False)


def pull(reason: str) -> Path:
    """Stops every run of this user; returns the file that does."""
    file = own_file()
    file.write_text(reason + "\n", "utf-8")
    return file


def release() -> bool:
    """Lets runs of this user ask again; whether they were stopped."""
    was_pulled = os.path.lexists(own_file())
    own_file().unlink(missing_ok=True)
    return was_pulled


@contextmanager
def undoing() -> Iterator[None]:
    """Inside it nothing is stopped: a fault that is on the platform is taken away, whoever has pulled the switch."""
    token = _undoing.set(True)
    try:
        yield
    finally:
        _undoing.reset(token)


def stopped(permissions: Permissions) -> str | None:
    """Which file stops a run, or None."""
    if _undoing.get():
        return None
    files = [own_file(), *([Path(permissions.stop_file)] if permissions.stop_file is not None else [])]
    return next((f"{file} is there" for file in files if os.path.lexists(file)), None)


def own_file() -> Path:
    """The file that stops every run of this user."""
    return _own_file(os.environ.get(STATE_DIR), os.environ.get("XDG_STATE_HOME"))


@lru_cache(maxsize=8)
def _own_file(_named: str | None, _shared: str | None) -> Path:
    return state_folder() / NAME
