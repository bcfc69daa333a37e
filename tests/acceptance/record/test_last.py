"""What the last run said is read quickly only as long as it was found good, and is the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from written import Written

from acceptance.outcome import ConfigurationError, Outcome
from acceptance.record.last import last_told
from acceptance.record.summary import write_summary


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACCEPTANCE_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "latest").mkdir()
    record = Written(tmp_path / "latest").plan(["E2E-01"], ["E2E-02"]).ran(1).ran(2, Outcome.VIOLATED, "because")
    write_summary(record.finished().folder)
    return tmp_path


def is_verified(reports: Path) -> bool:
    """Whether another process, that asks for the last run, has to read its record."""
    code = (
        "import sys; from pathlib import Path; from acceptance.record.last import last_told\n"
        f"last_told(Path({str(reports)!r})); print('acceptance.record.summary' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def test_a_record_is_verified_once_and_then_told_as_it_was(reports: Path) -> None:
    told = last_told(reports)
    assert told == (json.loads((reports / "latest/run.json").read_text()), "")
    assert not is_verified(reports)
    assert last_told(reports) == told


@pytest.mark.parametrize("file", ["record.jsonl", "run.json"])
def test_a_changed_byte_is_seen_after_the_record_was_found_good(reports: Path, file: str) -> None:
    assert last_told(reports)[1] == ""
    path = reports / "latest" / file
    path.write_text(path.read_text().replace("because", "becausf"))
    for _ in "twice":
        assert last_told(reports)[1]


def test_what_was_never_found_good_is_verified_each_time(reports: Path) -> None:
    (reports / "latest/run.json").write_text("{}")
    assert last_told(reports)[1]
    assert is_verified(reports)


def test_a_run_without_a_summary_is_told_as_far_as_its_record_goes(reports: Path) -> None:
    (reports / "latest/run.json").unlink()
    told, doubt = last_told(reports)
    assert told is not None
    assert [one["outcome"] for one in told["scenarios"]] == ["satisfied", "violated"]
    assert doubt == ""


def test_without_a_run_there_is_nothing_and_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    assert last_told(tmp_path) == (None, "")
    (tmp_path / "latest").mkdir()
    with pytest.raises(ConfigurationError, match=r"record\.jsonl is missing"):
        last_told(tmp_path)
