"""The digest of a defect changes with the defect and with what it replaces, and with nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reference_platform.defects import digest as digests
from reference_platform.defects.catalogue import by_id, catalogue
from reference_platform.defects.digest import ROOT, digest

REPLACES = "gdpr-07-portable-scores"
"""It replaces a constant of the module `exports`."""
CHANGES = "pci-13-protection-sleeps"
"""It changes a trigger of the running database."""


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "reference_platform", tmp_path / "reference_platform")
    monkeypatch.setattr(digests, "ROOT", tmp_path)
    forget()
    yield tmp_path / "reference_platform"
    forget()


def forget() -> None:
    for each in (digests._tree, digests._dumped, digests._schema):
        each.cache_clear()


def of(id_: str) -> str:
    forget()
    return digest(by_id(id_), catalogue()[id_].module.__name__)


def edited(file: Path, change: Callable[[str], str]) -> None:
    before = file.read_text("utf-8")
    file.write_text(change(before), "utf-8")
    assert file.read_text("utf-8") != before


@pytest.mark.parametrize(
    ("file", "change", "seen"),
    [
        ("defects/gdpr/portable_scores.py", lambda text: f"# a comment\n{text}", False),
        ("defects/gdpr/portable_scores.py", lambda text: text.replace("One query", "A query"), False),
        ("defects/gdpr/portable_scores.py", lambda text: text.replace('["access"]', '["portability"]'), True),
        ("api/exports.py", lambda text: f"# a comment\n{text}", False),
        ("api/exports.py", lambda text: f"{text}\n\ndef unused():\n    return 1\n", False),
        ("api/exports.py", lambda text: f"{text}\n\nGATHER = {{}}\n", True),
        ("api/contests.py", lambda text: f"{text}\n\nMORE = 1\n", False),
    ],
)
def test_what_is_replaced_counts_and_its_neighbours_do_not(copy: Path, file: str, change, seen: bool) -> None:
    before = of(REPLACES)
    edited(copy / file, change)
    assert (of(REPLACES) != before) is seen


def test_a_change_of_the_statement_that_creates_what_is_changed_counts_and_a_comment_does_not(copy: Path) -> None:
    schema = copy / "schema/012_audit.sql"
    before = of(CHANGES)
    edited(schema, lambda text: f"-- a comment\n{text}")
    assert of(CHANGES) == before
    edited(schema, lambda text: text.replace("create trigger only_grows", "create trigger only_grows /* other */", 1))
    assert of(CHANGES) != before


def test_every_defect_finds_what_it_replaces() -> None:
    forget()
    parts = {target: digests._part(target) for entry in catalogue().values() for target in entry.defect.replaces}
    assert [target for target, text in parts.items() if text == "not there"] == []
