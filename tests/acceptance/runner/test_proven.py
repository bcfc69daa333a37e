"""Which claims stand is found out anew as soon as anything has changed that they may depend on, and each hour."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acceptance.catalogue.catalogue import Framework
from acceptance.catalogue.claims import Claim, write_claims
from acceptance.runner import compared
from acceptance.runner import proven as module
from acceptance.runner.proven import STANDS_S, proven

DAY = date(2026, 11, 25)
FILES = (
    "platform/service.go",
    "platform/deep/er/schema.sql",
    "features/environment.py",
    "features/steps/x.py",
    "profiles/p.yaml",
    "no_ending",
)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A project with one claim; gets an entry each time somebody compares."""
    monkeypatch.setenv("ACCEPTANCE_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    for file in FILES:
        write(file, "1")
    made = Claim("d", True, "0" * 16, DAY, DAY, 1.0, "p", ("F > s",), frozenset({"AAAA"}))
    write_claims([made], {"d": "x"}, Path("controls"))
    times: list[str] = []

    def compare(*_: Any) -> tuple[dict[str, str], dict[str, str]]:
        times.append("asked")
        return ({}, {"d": "nobody answers"}) if Path("../silent").exists() else ({"d": f"number {len(times)}"}, {})

    monkeypatch.setattr(compared, "compared", compare)
    return times


def write(file: str, text: str) -> None:
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def catalogue() -> list[Framework]:
    texts = dict.fromkeys(("clause", "title", "obligation", "why", "evidence"), "x")
    entry = {"id": "X-01", **texts, "production": "ro", "severity": "normal", "catches": {"d": "harm"}}
    return [Framework.model_validate({"framework": "x", "title": "X", "version": "1", "controls": [entry]})]


def said() -> str:
    return proven(catalogue()).proofs["X-01"].words


def test_what_was_found_out_is_told_again_while_nothing_has_changed(asked: list[str]) -> None:
    write("reports/run/record.jsonl", "what is made says nothing")
    assert [said(), said()] == ["unproven (changed: number 1)"] * 2
    write("reports/run/more.jsonl", "x")
    write("features/steps/__pycache__/x.pyc", "x")
    write(".git/index", "x")
    assert said() == "unproven (changed: number 1)"
    assert len(asked) == 1


def with_the_old_times(file: str) -> None:
    """Another content of the same size and age, as somebody makes who wants to hide it."""
    before = Path(file).stat()
    write(file, "2")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        *(lambda file=file: write(file, "22") for file in FILES),
        *(lambda file=file: with_the_old_times(file) for file in FILES[:2]),
        lambda: write("platform/reports/new.py", "a folder of sources may be called so too"),
        lambda: Path(FILES[0]).unlink(),
        lambda: Path(FILES[0]).rename("platform/other.go"),
        lambda: os.environ.update(SOME_PLATFORM_SETTING="2"),
    ],
)
def test_any_change_is_looked_at(asked: list[str], change: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_PLATFORM_SETTING", "1")
    said()
    change()
    assert said() == "unproven (changed: number 2)"
    assert len(asked) == 2


@pytest.mark.parametrize(("passed_s", "times"), [(STANDS_S - 60, 1), (STANDS_S + 60, 2), (-60, 2)])
def test_nothing_is_believed_for_longer_than_an_hour(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, passed_s: float, times: int
) -> None:
    said()
    later = time.time() + passed_s
    monkeypatch.setattr(module.time, "time", lambda: later)
    said()
    assert len(asked) == times


def test_a_platform_that_could_not_be_asked_is_asked_again(asked: list[str]) -> None:
    write("../silent", "")
    assert said() == "unproven (changed: nobody answers)"
    Path("../silent").unlink()
    assert said() == "unproven (changed: number 2)"


def test_without_claims_nobody_is_asked(asked: list[str]) -> None:
    Path("controls/proofs/x.txt").unlink()
    assert said() == "unproven (new: d)"
    assert not asked
