"""What is kept between runs is given back as it was kept, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from acceptance.state import keep, kept


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACCEPTANCE_STATE_DIR", str(tmp_path))
    return tmp_path


def test_what_is_kept_is_given_back_until_it_is_kept_anew() -> None:
    keep("verified", "r1", {"outcome": "violated", "at": 1.5, "listed": ["ä", None]})
    assert kept("verified", "r1") == {"outcome": "violated", "at": 1.5, "listed": ["ä", None]}
    keep("verified", "r1", {"outcome": "satisfied"})
    assert kept("verified", "r1") == {"outcome": "satisfied"}
    assert kept("verified", "r2") is kept("other", "r1") is None


def test_no_byte_of_it_can_be_changed_unseen(folder: Path) -> None:
    content = {"outcome": "violated", "seconds": 12, "complete": True}
    keep("verified", "r1", content)
    path = folder / "verified" / "r1.json"
    whole = path.read_bytes()
    for position in range(len(whole)):
        for bit in (0x01, 0x04, 0x20):
            path.write_bytes(whole[:position] + bytes([whole[position] ^ bit]) + whole[position + 1 :])
            assert kept("verified", "r1") in (None, content)
        path.write_bytes(whole[:position])
        assert kept("verified", "r1") is None


@pytest.mark.parametrize("content", ["", "{}", "[" * 100_000, '{"content": {"outcome": "satisfied"}}', "\0"])
def test_what_was_never_kept_is_not_believed(folder: Path, content: str) -> None:
    keep("verified", "r1", {"outcome": "violated"})
    (folder / "verified" / "r1.json").write_text(content)
    assert kept("verified", "r1") is None


def test_what_an_older_version_kept_is_as_if_it_had_never_been(folder: Path) -> None:
    (folder / "verified").mkdir()
    (folder / "verified" / "r1.json").write_text(json.dumps({"outcome": "satisfied"}))
    assert kept("verified", "r1") is None
