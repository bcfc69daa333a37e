"""A list of advisories that cannot be read is said to be so before anybody is asked about a package."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from acceptance.instruments.scanners.advisories import read_advisories
from acceptance.instruments.scanners.result import Blind

PACKAGE = {"name": "a", "ecosystem": "PyPI"}


def listed(folder: Path, *affected: Any) -> Path:
    folder.mkdir()
    record = {"id": "A-1", "modified": "2026-01-01T00:00:00Z", "affected": list(affected)}
    (folder / "A-1.json").write_text(json.dumps(record))
    return folder


@pytest.mark.parametrize(
    "affected",
    [
        "x",
        {"package": None},
        {"package": PACKAGE, "ranges": None},
        {"package": PACKAGE, "ranges": [{"type": "ECOSYSTEM"}]},
        {"package": PACKAGE, "ranges": [{"type": "ECOSYSTEM", "events": [{}]}]},
        {"package": PACKAGE, "ranges": [{"type": "ECOSYSTEM", "events": [3]}]},
        {"package": PACKAGE, "versions": 3},
    ],
    ids=str,
)
def test_a_record_of_another_shape_is_named(tmp_path: Path, affected: Any) -> None:
    with pytest.raises(Blind, match=r"A-1\.json in the list of advisories is no advisory"):
        read_advisories(listed(tmp_path / "list", affected))


def test_a_version_that_nobody_can_order_counts_as_affected(tmp_path: Path) -> None:
    affected = {"package": PACKAGE, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2"}]}]}
    known = read_advisories(listed(tmp_path / "list", affected))
    assert [len(known.about("a", version)) for version in ("1.0", "2.0", "2024-R3 (nightly)")] == [1, 0, 1]


@pytest.mark.parametrize("harm", ["cut", "encrypted", "no ZIP"])
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "list.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("A-1.json", json.dumps({"id": "A-1", "text": "abc" * 500}))
    content = bytearray(path.read_bytes())
    if harm == "encrypted":
        for mark in (b"PK\x03\x04", b"PK\x01\x02"):
            content[content.index(mark) + (6 if mark[2] == 3 else 8)] |= 1
    elif harm == "cut":
        content[40:50] = b"\xff" * 10
    else:
        content[:] = b"nothing"
    path.write_bytes(bytes(content))
    with pytest.raises(Blind, match="cannot be read"):
        read_advisories(path)
