"""What the last run said is read quickly only as long as it was found good, and is the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from written import Written

from acceptance.outcome import ConfigurationError, Outcome
from acceptance.record.kept import kept_run
from acceptance.record.last import known_run, last_told
from acceptance.record.ledger import Kind
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


def test_a_run_that_was_found_good_is_known_in_full_without_mathematics(reports: Path) -> None:
    folder = reports / "latest"
    told = Written(folder).line(Kind.CATALOGUE, controls=[{"id": "E2E-01", "framework": "f", "title": "t"}])
    told.line(Kind.EARLIER, runs=[{"run_id": "r0", "complete": True, "controls": {"E2E-01": "violated"}}])
    told.line(Kind.RESPONSIBLE, controls=["E2E-01"], owner="o", days=3).plan(["E2E-01"]).ran(1)
    told.line(Kind.FIGURE, name="p95", unit="ms", better="lower", values=[1.5])
    write_summary(told.line(Kind.API_COVERAGE, documented=2, exercised=1, not_exercised=["x"]).finished().folder)
    weighed = kept_run(folder)
    assert known_run(folder) == weighed  # weighed now, and kept
    assert known_run(folder) == weighed
    code = "import sys; from pathlib import Path; from acceptance.record.last import known_run\n"
    code += f"known_run(Path({str(folder)!r})); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_of_many_runs_the_newest_are_known(reports: Path) -> None:
    for number in range(15):
        folder = reports / f"r{number}"
        folder.mkdir()
        write_summary(Written(folder).plan(["E2E-01"]).ran(1).finished().folder)
        assert known_run(folder).doubt == ""
    kept = list((reports / "state/verified").glob("*.json"))
    assert len(kept) == 12
    assert known_run(reports / "r14").doubt == "" and len(list((reports / "state/verified").glob("*.json"))) == 12


@pytest.mark.parametrize("file", ["record.jsonl", "run.json"])
def test_a_run_that_was_changed_is_not_known_as_it_was(reports: Path, file: str) -> None:
    folder = reports / "latest"
    assert known_run(folder).doubt == ""
    (folder / file).write_text((folder / file).read_text().replace("because", "becausf"))
    for _ in "twice":
        assert known_run(folder).doubt


def test_without_a_run_there_is_nothing_and_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    assert last_told(tmp_path) == (None, "")
    (tmp_path / "latest").mkdir()
    with pytest.raises(ConfigurationError, match=r"record\.jsonl is missing"):
        last_told(tmp_path)
