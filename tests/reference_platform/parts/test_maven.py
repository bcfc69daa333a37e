"""Lock files and what is fetched by them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import requests

from reference_platform.errors import PartUnavailable, WrongUse
from reference_platform.parts import kafka, maven, postgresql
from reference_platform.parts.maven import KAFKA_LOCK, POSTGRESQL_LOCK, Artefact, fetch, read_lock


@pytest.mark.parametrize("lock", [KAFKA_LOCK, POSTGRESQL_LOCK], ids=lambda path: path.name)
def test_every_line_of_the_locks_is_exact(lock: Path) -> None:
    artefacts = read_lock(lock)
    assert artefacts
    assert len({artefact.filename for artefact in artefacts}) == len(artefacts)
    assert all(artefact.size > 0 for artefact in artefacts)


def test_the_kafka_lock_holds_one_version_of_kafka() -> None:
    versions = {each.version for each in read_lock(KAFKA_LOCK) if each.group == "org.apache.kafka"}
    assert versions == {kafka.jars().version}


@pytest.mark.parametrize(
    "line",
    ["group:name 00 1", "group:name:1.0 00", "group:name:1.0 zz 1", "group:name:1.0 00 one", "group:name:1.0 00 1"],
)
def test_a_bad_line_of_a_lock_is_named(tmp_path: Path, line: str) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text(f"a:b:1 {'0' * 64} 1\n{line}\n")
    with pytest.raises(WrongUse, match=r"some\.lock line 2"):
        read_lock(lock)


def test_an_unlocked_machine_is_refused_with_a_sentence() -> None:
    with pytest.raises(WrongUse, match="not for Linux on riscv64"):
        postgresql._artefact_for("Linux", "riscv64")


def test_an_unreachable_registry_is_one_sentence_with_the_name_of_the_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise requests.ConnectionError("refused")

    monkeypatch.setattr("jgo.maven._resolver.http.get", refuse)
    wanted = Artefact("org.example", "tool", "1.0", "0" * 64, 10)
    with pytest.raises(PartUnavailable, match=r"org\.example:tool:1\.0 could not be downloaded") as raised:
        fetch([wanted], tmp_path, lambda *_: None)
    assert "run the same command again" in str(raised.value)


def test_a_download_with_another_digest_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere:
        def __init__(self, **_: object) -> None:
            self.path = tmp_path / "served"
            self.path.write_bytes(b"not what was locked")

        def __getattr__(self, _: str) -> object:
            return lambda *_: self

        def resolve(self) -> Path:
            return self.path

    monkeypatch.setattr("jgo.maven.MavenContext", Elsewhere)
    wanted = Artefact("org.example", "tool", "1.0", hashlib.sha256(b"locked").hexdigest(), 6)
    with pytest.raises(PartUnavailable, match="is not the file of the lock"):
        maven._fetch_one(wanted, tmp_path, tmp_path)
    assert not (tmp_path / wanted.filename).exists()
