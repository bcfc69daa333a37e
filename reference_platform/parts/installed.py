"""Servers of this machine in the place of the embedded ones, where variables of the environment name them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from reference_platform.errors import PlatformError

POSTGRESQL = "REFERENCE_PLATFORM_POSTGRESQL"
"""The folder of an installation, in whose `bin` are `postgres` and `initdb`, with the extension pg_stat_statements."""
REDIS = "REFERENCE_PLATFORM_REDIS"
"""The program `redis-server`, or `valkey-server`, made with TLS. It is spoken to encrypted only."""


def postgresql() -> Path | None:
    """The folder that is named, or None.

    Raises:
        PlatformError: there is no server in it.
    """
    folder = _named(POSTGRESQL)
    if folder is not None:
        _program(POSTGRESQL, folder / "bin" / "postgres")
    return folder


def redis() -> Path | None:
    """The program that is named, or None.

    Raises:
        PlatformError: it is none.
    """
    program = _named(REDIS)
    return None if program is None else _program(REDIS, program)


def versions() -> list[str]:
    """What the named servers say of themselves: data that one of them wrote is not for another one."""
    folder, cache = postgresql(), redis()
    programs = [*([folder / "bin" / "postgres"] if folder else []), *([cache] if cache else [])]
    return [f"{program} {_version(program)}" for program in programs]


def _named(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value else None


def _program(variable: str, program: Path) -> Path:
    if not os.access(program, os.X_OK):
        raise PlatformError(
            f"{variable}: {program} is no program that can be run; name one, or leave the variable out."
        )
    return program


def _version(program: Path) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
