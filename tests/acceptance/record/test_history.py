"""The history grows by one line a run, whoever else writes and whatever broke off."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from acceptance.outcome import ConfigurationError
from acceptance.record import history


def run(number: int) -> dict[str, object]:
    return {"run_id": f"r{number}", "profile": "local", "figures": [{"name": "p95", "values": [3.0, 1.0, 2.0]}]}


def test_every_run_is_one_line_and_is_not_added_twice(tmp_path: Path):
    path = tmp_path / history.HISTORY
    for number in (1, 2, 2, 1):
        history.append(path, run(number))
    assert [one["run_id"] for one in history.read(path)] == ["r1", "r2"]
    assert history.read(path)[0]["figures"] == {"p95": 2.0}


def test_a_torn_line_is_closed_and_passed_over(tmp_path: Path):
    path = tmp_path / history.HISTORY
    history.append(path, run(1))
    with path.open("ab") as file:
        file.write(b'{"run_id": "r2", "pro')
    history.append(path, run(3))
    assert [one["run_id"] for one in history.read(path)] == ["r1", "r3"]
    assert path.read_bytes().endswith(b"\n")


def test_lines_of_many_writers_stay_whole(tmp_path: Path):
    path = tmp_path / history.HISTORY
    threads = [threading.Thread(target=history.append, args=(path, run(number))) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one["run_id"] for one in history.read(path)) == sorted(f"r{number}" for number in range(20))


@pytest.mark.parametrize("content", [None, b"", b"[1]\n\xff\n"])
def test_an_empty_history_is_said_to_be_empty(tmp_path: Path, content: bytes | None):
    path = tmp_path / history.HISTORY
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"history\.jsonl"):
        history.read(path)


ODD = [
    b'{"run_id": "odd", "controls": {"E2E-01": "wonderful"}}',
    b'{"run_id": "odd", "controls": []}',
    b'{"run_id": "odd", "figures": {"p95": NaN}}',
    b'{"run_id": "odd", "figures": {"p95": 1e999}}',
    b'{"run_id": "odd", "figures": {"p95": "fast"}}',
    b'{"run_id": "odd", "complete": "yes"}',
    b'{"run_id": "odd", "started": 17}',
    b'{"run_id": "odd", "objectives": [1]}',
    b'{"run_id": "odd", "run_id": "odder"}',
    b'{"run_id": ["odd"]}',
    b'{"run_id": "odd", "more": ' + b"[" * 100_000,
    b'{"run_id": "odd"}\x00',
]


@pytest.mark.parametrize("line", ODD)
def test_a_line_that_no_record_could_repeat_is_passed_over(tmp_path: Path, line: bytes):
    """Each run repeats it in its own record, which would be damaged by it."""
    path = tmp_path / history.HISTORY
    history.append(path, run(1))
    with path.open("ab") as file:
        file.write(line + b"\n")
    history.append(path, run(2))
    assert [one["run_id"] for one in history.read(path)] == ["r1", "r2"]


def test_a_run_that_stands_twice_counts_once(tmp_path: Path):
    path = tmp_path / history.HISTORY
    history.append(path, run(1))
    path.write_bytes(path.read_bytes() * 3)
    assert [one["run_id"] for one in history.read(path)] == ["r1"]


@pytest.mark.parametrize("put", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_stands_in_the_place_of_a_history_is_no_reason_to_wait(tmp_path: Path, put: Callable[[Path], None]):
    put(tmp_path / history.HISTORY)
    with pytest.raises(ConfigurationError, match=r"history\.jsonl: "):
        history.read(tmp_path / history.HISTORY)
