"""The keeper with small programs: whoever is killed, nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reference_platform.instance.kept import Kept
from reference_platform.instance.processes import end_marked, marked
from reference_platform.locks import is_held, take

WITHIN_S = 10
# Starts a grandchild that ignores SIGTERM in a session of its own, says so, and waits.
STUBBORN = """
import pathlib, signal, subprocess, sys, time
grandchild = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", grandchild], start_new_session=True, stdout=subprocess.PIPE)
child.stdout.readline()
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(600)
"""


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline, f"not within {WITHIN_S} s: {what}"
        time.sleep(0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    directory = tmp_path / "instance"
    (directory / "log").mkdir(parents=True)
    yield directory
    end_marked(directory)


def keep_stubborn(folder: Path, **options: object) -> Kept:
    """Keep the stubborn program; return once its grandchild lives."""
    sign = folder / "grandchild"
    kept = Kept([sys.executable, "-c", STUBBORN, str(sign)], directory=folder, **options)
    wait_until(lambda: sign.exists() and sign.read_text() != "", "the grandchild's start")
    return kept


def command_of(kept: Kept, folder: Path) -> int:
    """The PID of the kept command: the keeper's only child."""
    children = Path(f"/proc/{kept.process.pid}/task/{kept.process.pid}/children").read_text().split()
    return int(children[0])


def assert_nothing_is_left(folder: Path) -> None:
    wait_until(lambda: not marked(folder), "the end of every process")
    wait_until(lambda: not folder.exists(), "the removal of the folder")


def test_the_exit_code_of_the_command_is_handed_on(folder: Path) -> None:
    kept = Kept([sys.executable, "-c", "raise SystemExit(4)"], directory=folder)
    assert kept.process.wait(WITHIN_S) == 4
    assert_nothing_is_left(folder)


def test_nothing_is_left_when_the_starter_lets_go(folder: Path) -> None:
    kept = keep_stubborn(folder)
    kept.end()
    assert_nothing_is_left(folder)


def test_nothing_is_left_when_the_command_is_killed(folder: Path) -> None:
    kept = keep_stubborn(folder)
    os.kill(command_of(kept, folder), signal.SIGKILL)
    kept.process.wait(WITHIN_S)
    assert_nothing_is_left(folder)


def test_the_command_ends_when_the_keeper_is_killed_and_the_rest_is_recognised(folder: Path) -> None:
    kept = keep_stubborn(folder)
    command = command_of(kept, folder)
    kept.process.kill()
    kept.process.wait(WITHIN_S)
    wait_until(lambda: command not in marked(folder), "the end of the command")
    assert end_marked(folder) == 1
    assert not marked(folder)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything(folder: Path, number: signal.Signals) -> None:
    kept = keep_stubborn(folder)
    kept.process.send_signal(number)
    assert kept.process.wait(WITHIN_S) == 130
    assert_nothing_is_left(folder)


def test_everything_ends_with_its_owner_even_if_told_to_stay(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as owner:
        kept = keep_stubborn(folder, owner=owner.pid)
        kept.stay()
        wait_until((folder / "ready").exists, "the sign that it stays")
        owner.kill()
    kept.process.wait(WITHIN_S)
    assert_nothing_is_left(folder)


def test_an_owner_that_has_already_ended_ends_everything(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as owner:
        owner.wait()
    kept = Kept([sys.executable, "-c", "import time; time.sleep(600)"], directory=folder, owner=owner.pid)
    assert kept.process.wait(WITHIN_S) == 130
    assert_nothing_is_left(folder)


STARTER = """
import os, sys
from pathlib import Path
from reference_platform.instance.kept import Kept
from reference_platform.locks import take
folder, lock, stay = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "stay"
kept = Kept([sys.executable, "-c", "import time; time.sleep(600)"], directory=folder, locks=[take(lock)])
if stay:
    kept.stay()
print("kept", flush=True)
sys.stdin.read()
"""


def start_starter(folder: Path, lock: Path, word: str) -> subprocess.Popen[str]:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder), str(lock), word],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == "kept\n"
    return starter


def test_kill_minus_9_of_the_starter_leaves_neither_process_nor_lock(folder: Path, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with start_starter(folder, lock, "go") as starter:
        assert is_held(lock)
        starter.kill()
    assert_nothing_is_left(folder)
    wait_until(lambda: not is_held(lock), "the release of the lock")


def test_what_was_told_to_stay_outlives_its_starter_and_keeps_the_lock(folder: Path, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with start_starter(folder, lock, "stay") as starter:
        wait_until((folder / "ready").exists, "the sign that it stays")
        starter.kill()
    assert take(lock) is None
    assert len(marked(folder)) == 2
    os.kill(int((folder / "keeper.pid").read_text()), signal.SIGTERM)
    assert_nothing_is_left(folder)
    wait_until(lambda: not is_held(lock), "the release of the lock")
