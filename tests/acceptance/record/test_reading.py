"""What is read of a record is what can be trusted, or the part of it that was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from written import Written

from acceptance.record.reading import lines_about, trusted


@pytest.mark.parametrize("torn", [False, True])
def test_the_lines_of_other_scenarios_are_left_out_and_no_other(tmp_path: Path, torn: bool):
    told = Written(tmp_path).plan(["E2E-01"], ["E2E-02"]).ran(1)
    if torn:
        with (tmp_path / "record.jsonl").open("a") as record:
            record.write('{"seq":7,"time":"2026-01-01T00:00:00+00:00","kind":"check","scenario":"f:2","da')
    told.ran(2).finished()
    lines, damage = trusted(tmp_path / "record.jsonl")
    assert damage is None
    assert lines_about(tmp_path / "record.jsonl", ["f:1", "f:2"]) == lines
    assert lines_about(tmp_path / "record.jsonl", ["f:2"]) == [
        line for line in lines if line.scope is None or line.scope.scenario == "f:2"
    ]
    assert lines_about(tmp_path / "record.jsonl", []) == [line for line in lines if line.scope is None]


def test_a_line_that_is_still_being_written_takes_no_other_with_it(tmp_path: Path):
    Written(tmp_path).plan(["E2E-01"], ["E2E-02"]).ran(1)
    path = tmp_path / "record.jsonl"
    before = lines_about(path, ["f:1"])
    with path.open("a") as record:
        record.write('{"seq":7,"time":"2026-01-01T00:00:00+00:00","kind":"check","scenario":"f:2","da')
    assert lines_about(path, ["f:1"]) == before
