"""Defects come and go on a running platform, and whatever is cut off half-way is repaired."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import DefectDoesNotApply
from reference_platform.home import home
from reference_platform.instance import record
from reference_platform.services import supervisor
from reference_platform.services.plan import Plan

pytestmark = pytest.mark.platform

UP_WITHIN_S = 300
PROGRAM_DEFECT = "e2e-07-results-lost"
SERVICE_DEFECT = "e2e-03-cache-open"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reference_platform", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=UP_WITHIN_S, check=False)


@pytest.fixture(scope="module")
def name() -> Iterator[str]:
    """An instance with a defect from the beginning."""
    own = f"test-defects-{os.getpid()}"
    started = run("up", "--json", "--instance", own, "--owner-pid", str(os.getpid()), "--defect", PROGRAM_DEFECT)
    assert started.returncode == 0, started.stderr
    assert json.loads(started.stdout)["defects"] == [PROGRAM_DEFECT]
    yield own
    run("down", "--instance", own)


@pytest.fixture
def plan(name: str) -> Iterator[Plan]:
    """The instance, without any defect before and after the test."""
    found = record.running(home(), name)
    assert found is not None
    assert run("defects", "off", "all", "--instance", name).returncode == 0
    yield found.plan
    assert run("defects", "off", "all", "--instance", name).returncode == 0
    wait_until_sound(found.plan)


def on(name: str) -> list[str]:
    return json.loads(run("status", "--json", "--instance", name).stdout)["defects"]


def sound(plan: Plan) -> bool:
    states = supervisor.states(plan)
    plain = all("reference_platform.defects.run" not in supervisor.command_of(plan, program) for program in states)
    return plain and {state.state for state in states.values()} == {"running"}


def wait_until_sound(plan: Plan) -> None:
    """A program that answers already may still count as starting: the supervisor wants to see it run for a moment."""
    deadline = time.monotonic() + 10
    while not sound(plan):
        states = {program: state.state for program, state in supervisor.states(plan).items()}
        assert time.monotonic() < deadline, f"the platform is not sound again: {states}"
        time.sleep(0.1)


def command_line(plan: Plan, program: str) -> list[str]:
    pid = supervisor.states(plan)[program].pid
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def test_only_the_program_concerned_is_started_anew_and_carries_the_defect(name: str, plan: Plan) -> None:
    before = {program: state.pid for program, state in supervisor.states(plan).items()}
    assert run("defects", "on", PROGRAM_DEFECT, "--instance", name).returncode == 0
    after = {program: state.pid for program, state in supervisor.states(plan).items()}
    assert {program for program in before if before[program] != after[program]} == {"pipeline"}
    assert PROGRAM_DEFECT in command_line(plan, "pipeline")
    assert on(name) == [PROGRAM_DEFECT]
    assert PROGRAM_DEFECT in run("status", "--instance", name).stdout
    assert PROGRAM_DEFECT in run("up", "--instance", name).stderr
    assert run("defects", "off", PROGRAM_DEFECT, "--instance", name).returncode == 0
    assert PROGRAM_DEFECT not in command_line(plan, "pipeline")


def test_a_running_service_is_changed_and_changed_back(name: str, plan: Plan) -> None:
    import redis

    def answers_strangers() -> bool:
        try:
            return bool(redis.Redis(port=plan.ports.redis).ping())
        except redis.AuthenticationError:
            return False

    assert not answers_strangers()
    assert run("defects", "on", SERVICE_DEFECT, "--instance", name).returncode == 0
    assert answers_strangers()
    assert run("defects", "off", "all", "--instance", name).returncode == 0
    assert not answers_strangers()


@pytest.mark.parametrize("after_s", [0.25, 0.5, 0.8, 1.2])
def test_a_switch_that_is_killed_half_way_is_repaired(name: str, plan: Plan, after_s: float) -> None:
    command = [sys.executable, "-m", "reference_platform", "defects", "on", PROGRAM_DEFECT, "--instance", name]
    switching = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after_s)  # the moment of the kill is the case, nothing is waited for
    switching.send_signal(signal.SIGKILL)
    switching.wait()
    assert run("defects", "off", "all", "--instance", name).returncode == 0
    assert on(name) == []
    wait_until_sound(plan)


def test_two_defects_can_be_on_and_each_goes_for_itself(name: str, plan: Plan) -> None:
    for defect in (PROGRAM_DEFECT, SERVICE_DEFECT, "e2e-07-results-doubled"):
        assert run("defects", "on", defect, "--instance", name).returncode == 0
    assert f"e2e-07-results-doubled,{PROGRAM_DEFECT}" in command_line(plan, "pipeline")
    assert run("defects", "off", PROGRAM_DEFECT, "--instance", name).returncode == 0
    assert "e2e-07-results-doubled" in command_line(plan, "pipeline")
    assert on(name) == [SERVICE_DEFECT, "e2e-07-results-doubled"]


def test_functions_and_files_come_back_as_they_were(plan: Plan, tmp_path: Path) -> None:
    bench = Bench(plan, tmp_path / "memory.json")

    def text() -> str:
        return bench.sql("select pg_get_functiondef('record_score'::regproc)")[0][0]

    before = text()
    bench.change_function("record_score", "begin", "begin -- changed")
    assert "-- changed" in text()
    bench.restore_functions()
    bench.restore_functions()
    assert text() == before
    with pytest.raises(DefectDoesNotApply):
        bench.change_function("record_score", "there is no such piece", "")
    assert text() == before
    file = tmp_path / "settings"
    file.write_text("a = 1\n")
    bench.change_file(file, "1", "2")
    bench.change_file(file, "a", "b")
    bench.restore_files()
    assert file.read_text() == "a = 1\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("defects", "on", "no-such-defect"), "There is no defect 'no-such-defect'"),
        (("defects", "off", "no-such-defect"), "There is no defect 'no-such-defect'"),
        (("up", "--defect", "no-such-defect"), "There is no defect 'no-such-defect'"),
        (("defects", "on", PROGRAM_DEFECT, "--instance", "never-started"), "never-started is not running"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(name: str, arguments: tuple[str, ...], said: str) -> None:
    ended = run(*arguments, *(() if "--instance" in arguments else ("--instance", name)))
    assert ended.returncode == 3
    assert said in ended.stderr
