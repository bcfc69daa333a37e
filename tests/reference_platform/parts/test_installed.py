"""Servers of the machine take the place of the embedded ones only where they are named, and are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from reference_platform.errors import PlatformError
from reference_platform.parts import installed


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (installed.POSTGRESQL, installed.REDIS):
        monkeypatch.delenv(variable, raising=False)


def program(path: Path, says: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def test_without_names_the_embedded_servers_are_used() -> None:
    assert (installed.postgresql(), installed.redis(), installed.versions()) == (None, None, [])


def test_named_servers_are_used_and_their_versions_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, database = program(tmp_path / "redis-server", "v=7"), program(tmp_path / "bin" / "postgres", "15.14")
    monkeypatch.setenv(installed.REDIS, str(cache))
    monkeypatch.setenv(installed.POSTGRESQL, str(tmp_path))
    assert (installed.postgresql(), installed.redis()) == (tmp_path, cache)
    assert installed.versions() == [f"{database} 15.14", f"{cache} v=7"]


@pytest.mark.parametrize("variable", [installed.POSTGRESQL, installed.REDIS])
def test_what_is_named_and_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "nothing"))
    with pytest.raises(PlatformError, match=f"^{variable}: .*nothing.* is no program that can be run"):
        installed.versions()
