"""Several processes, one record: the union is judged, and nothing that died counts as done."""

from __future__ import annotations

import json
import os
import signal
import time

import psutil
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from toy import Toy

from acceptance.cli import main
from acceptance.record.ledger import Kind, head, read
from acceptance.record.verify import verify
from acceptance.reporting import allure_tool
from acceptance.runner.driver import RunOptions
from acceptance.runner.schedule import _grouped, earlier_seconds

FINE = "Scenario: fine\n  Then a check that holds\n"
SLOW = "Scenario: slow\n  When it takes long\n  Then a check that holds\n"


def three_features(toy: Toy) -> None:
    toy.feature("@E2E-01\n" + FINE, name="A", tags="@e2e @serial @last", file="end_to_end/a")
    toy.feature("@E2E-02 @serial\n" + FINE + FINE.replace("fine", "beside"), name="B", file="end_to_end/b")
    toy.feature("@E2E-03\n" + FINE, name="C", file="end_to_end/c")
    toy.feature("@SCAN-07\n" + FINE, name="D", tags="@security", file="security/d")


def finished(toy: Toy) -> list[str]:
    lines = read(toy.run_dir / "record.jsonl")
    return [f"{line.data['feature']} {line.data['name']}" for line in lines if line.kind == Kind.SCENARIO_FINISHED]


@pytest.mark.parametrize("parallel", [1, 2, 4])
def test_processes_share_one_record_and_serial_ones_wait(toy: Toy, parallel: int):
    three_features(toy)
    ended = toy.drive(f"parallel={parallel}")
    assert ended.code == 0, ended.output
    assert ended.output.splitlines()[-1] == "5 passed, 0 failed, 0 skipped"
    assert verify(toy.run_dir / "record.jsonl", head(toy.run_dir / "record.jsonl")) is None
    order = finished(toy)
    assert sorted(order) == ["A fine", "B beside", "B fine", "C fine", "D fine"]
    assert order[-1] == "A fine"
    if parallel > 1:
        assert order[-2] == "B fine"
    assert "[5/5] + satisfied" in ended.output
    assert len(list((toy.run_dir / "allure-results").glob("*-result.json"))) == 5


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ("critical=True", 4),
        ("security_only=True", 1),
        ("tags='@E2E-03 or @SCAN-07'", 2),
        ("critical=True, tags='not @serial'", 2),
    ],
)
def test_options_select(toy: Toy, options: str, count: int):
    three_features(toy)
    ended = toy.drive(f"parallel=2, {options}")
    assert ended.code == 0, ended.output
    assert len(ended.summary["scenarios"]) == count


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("tags='@e2ee'", "did you mean @e2e?"),
        ("performance_only=True", "No scenario carries the tag @performance"),
        ("critical=True, security_only=True", "No scenario was selected"),
        ("min_scenarios=6", "5 scenario(s) were selected, at least 6 are required"),
        ("tags='@e2e and'", "TagExpressionError"),
        ("features=Path('nowhere')", "there is no feature file here"),
    ],
)
def test_a_wrong_selection_is_refused_before_a_process_starts(toy: Toy, options: str, said: str):
    three_features(toy)
    call = f"html_report=False, {options}"
    code = (
        "import sys; from pathlib import Path; from acceptance.runner.driver import RunOptions, run_suite; "
        f"sys.exit(run_suite(RunOptions({call})))"
    )
    ended = toy.ended(toy.start("-c", code))
    assert ended.code == 3
    assert said in ended.output
    assert toy.cleaned == []
    assert not (toy.root / "reports").exists()


def test_violations_and_gaps_of_any_process_decide(toy: Toy):
    three_features(toy)
    toy.feature("Scenario: bad\n  Then a check that fails\n", name="E", file="end_to_end/e")
    ended = toy.drive("parallel=2")
    assert ended.code == 1
    assert ended.summary["outcomes"] == {"satisfied": 5, "not_assessed": 0, "inconclusive": 0, "violated": 1}


def test_a_killed_worker_is_a_failure_and_the_others_finish(toy: Toy):
    toy.feature(
        "Scenario: deadly\n  When the process dies\n  Then a check that holds\n" + FINE, name="A", file="end_to_end/a"
    )
    toy.feature(FINE, name="B", file="end_to_end/b")
    ended = toy.drive("parallel=2")
    assert ended.code == 2
    assert "was killed by SIGKILL before it was done" in ended.output
    outcomes = {(one["feature"], one["name"]): one["reason"] for one in ended.summary["scenarios"]}
    assert outcomes == {
        ("A", "deadly"): "The run ended while it ran.",
        ("A", "fine"): "The run ended before it ran.",
        ("B", "fine"): "",
    }
    assert ended.summary["complete"] is False


def test_a_worker_that_leaves_with_code_zero_in_the_middle_is_missed(toy: Toy):
    toy.write(
        "features/steps/more.py",
        "import ctypes\nfrom behave import step\n@step('a hard exit')\ndef out(context): ctypes.CDLL(None)._exit(0)\n",
    )
    toy.feature("Scenario: leaving\n  When a hard exit\n  Then a check that holds\n")
    ended = toy.drive("parallel=2")
    assert ended.code == 2
    assert ended.summary["complete"] is False


def test_the_suite_that_cannot_start_in_a_worker_decides_the_exit_code(toy: Toy):
    three_features(toy)
    ended = toy.drive("parallel=2", TOY_START="no platform")
    assert ended.code == 4
    assert "The toy platform did not come up." in ended.output


def test_the_platform_is_provided_around_the_workers_and_its_variables_reach_them(toy: Toy):
    three_features(toy)
    toy.write(
        "provide.py",
        """
        import os, sys
        from contextlib import contextmanager
        from acceptance.outcome import PlatformNotProvided
        from acceptance.runner.driver import RunOptions, run_suite

        @contextmanager
        def provide(run):
            print("up", run.id, run.profile)
            if sys.argv[1] == "broken":
                raise PlatformNotProvided("It did not come up.")
            try:
                yield {**os.environ, "TOY_START": sys.argv[1]}
            finally:
                print("down")

        sys.exit(run_suite(RunOptions(env="staging", parallel=2, html_report=False), provide))
        """,
    )
    fine = toy.ended(toy.start("provide.py", "fine"))
    assert fine.code == 0
    assert fine.summary["profile"] == "staging"
    assert "up" in fine.output
    assert "down" in fine.output
    assert toy.ended(toy.start("provide.py", "wrong")).code == 3
    assert toy.ended(toy.start("provide.py", "broken")).code == 4


def wait_for_workers(toy: Toy, count: int) -> list[psutil.Process]:
    deadline = time.monotonic() + 30
    while len(found := list(toy.root.glob("running-*"))) < count:
        assert time.monotonic() < deadline
    return [psutil.Process(int(path.name.removeprefix("running-"))) for path in found]


def two_slow_features(toy: Toy) -> None:
    toy.feature(SLOW, name="A", file="end_to_end/a")
    toy.feature(SLOW, name="B", file="end_to_end/b")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_reaches_every_worker_and_every_clean_up_runs(toy: Toy, number: signal.Signals):
    two_slow_features(toy)
    process = toy.start_driver("parallel=2")
    workers = wait_for_workers(toy, 2)
    process.send_signal(number)
    ended = toy.ended(process)
    assert ended.code == 130
    assert sorted(toy.cleaned) == ["scenario", "scenario", "suite", "suite"]
    assert f"The run was interrupted by {number.name}." in ended.problems()
    assert not [worker for worker in workers if worker.is_running()]


WITH_A_SIGNAL_INSIDE_POLL = """
import os, signal, subprocess, sys, threading
from pathlib import Path

class Lock:  # the signal comes when poll has just taken its lock and has not yet promised to give it back
    def __init__(self):
        self._lock = threading.Lock()
        self.release = self._lock.release
        self.sent = False

    def acquire(self, *how):
        taken = self._lock.acquire(*how)
        if taken and not self.sent and len(list(Path().glob("running-*"))) == 2:
            self.sent = True
            os.kill(os.getpid(), signal.SIGINT)
        return taken

    def __enter__(self): self._lock.acquire()
    def __exit__(self, *_): self._lock.release()

class Popen(subprocess.Popen):
    def __init__(self, *words, **how):
        super().__init__(*words, **how)
        self._waitpid_lock = Lock()

subprocess.Popen = Popen
from acceptance.runner.driver import RunOptions, run_suite
sys.exit(run_suite(RunOptions(html_report=False, parallel=2)))
"""


def test_a_signal_while_a_worker_is_looked_at_ends_the_run_too(toy: Toy):
    two_slow_features(toy)
    ended = toy.ended(toy.start("-c", WITH_A_SIGNAL_INSIDE_POLL))
    assert ended.code == 130
    assert sorted(toy.cleaned) == ["scenario", "scenario", "suite", "suite"]


def test_workers_clean_up_and_end_when_the_driver_is_killed(toy: Toy):
    two_slow_features(toy)
    process = toy.start_driver("parallel=2")
    workers = wait_for_workers(toy, 2)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []
    assert sorted(toy.cleaned) == ["scenario", "scenario", "suite", "suite"]


def test_a_run_killed_as_a_whole_leaves_a_record_from_which_reports_are_built(toy: Toy, monkeypatch):
    toy.feature(FINE + SLOW, name="A", file="end_to_end/a")
    toy.feature(SLOW, name="B", file="end_to_end/b")
    process = toy.start_driver("parallel=2")
    workers = wait_for_workers(toy, 2)
    whole = (psutil.Process(process.pid), *workers)
    for doomed in whole:
        doomed.suspend()  # so that nobody sees another one end
    for doomed in whole:
        doomed.kill()
    process.communicate()
    psutil.wait_procs(workers, timeout=20)
    with (toy.run_dir / "record.jsonl").open("ab") as record:
        record.write(b'{"seq": 99, "ti')  # the line that was being written
    assert not (toy.run_dir / "run.json").exists()

    monkeypatch.setattr(allure_tool.shutil, "which", lambda _: None)  # the page itself is another test's
    built = CliRunner().invoke(main, ["report", str(toy.run_dir)])
    assert "This run was cut off" in built.output
    told = json.loads((toy.run_dir / "run.json").read_text())
    assert told["complete"] is False
    assert told["ended"] is None
    assert {(one["feature"], one["name"]): (one["outcome"], one["reason"]) for one in told["scenarios"]} == {
        ("A", "fine"): ("satisfied", ""),
        ("A", "slow"): ("inconclusive", "The run ended while it ran."),
        ("B", "slow"): ("inconclusive", "The run ended while it ran."),
    }
    results = list((toy.run_dir / "allure-results").glob("*-result.json"))
    assert len(results) == 3
    assert "Complete = no" in (toy.run_dir / "allure-results/environment.properties").read_text()


def test_a_run_that_takes_too_long_is_given_up(toy: Toy):
    toy.feature(SLOW)
    ended = toy.drive("timeout_s=8.0")
    assert ended.code == 2
    assert "The run was given up after 8 s." in ended.output
    assert toy.cleaned == ["scenario", "suite"]


def test_verbose_tells_each_step(toy: Toy):
    toy.feature(FINE)
    assert "+ Then a check that holds" in toy.drive("verbose=True").output


def test_latest_points_to_the_newest_run(toy: Toy):
    toy.feature(FINE)
    first = toy.drive().summary["run_id"]
    second = toy.drive().summary["run_id"]
    assert first != second
    assert (toy.root / "reports/latest").resolve().name == second


def test_durations_are_taken_from_the_newest_other_runs_that_left_a_summary(toy: Toy):
    reports = toy.root / "reports"
    assert earlier_seconds(reports, reports / "none") == {}
    toy.write("reports/1/run.json", '{"scenarios": [{"id": "f:1", "seconds": 2.5}, {"id": "g:7", "seconds": 4}]}')
    toy.write("reports/2/run.json", '{"scenarios": [{"id": "f:1", "seconds": 9.0}]}')
    for number, odd in enumerate(["half", "[]", '{"scenarios": 1}', '{"scenarios": [1]}', "[" * 100_000], 3):
        toy.write(f"reports/{number}/run.json", odd)
    toy.write("reports/99/run.json", '{"scenarios": [{"id": "f:1", "seconds": NaN}]}')
    (reports / "latest").symlink_to("2")
    assert earlier_seconds(reports, reports / "none") == {"f:1": 9.0, "g:7": 4.0}
    assert earlier_seconds(reports, reports / "2") == {"f:1": 2.5, "g:7": 4.0}


def test_options_combine_into_one_tag_expression():
    assert RunOptions(tags="@a or @b", critical=True).expression == "(@a or @b) and @e2e"
    assert RunOptions().expression == ""


@given(
    st.dictionaries(st.text(min_size=1, max_size=4), st.floats(0, 100), min_size=1),
    st.lists(st.sets(st.text(min_size=1, max_size=4), max_size=4), max_size=3),
)
def test_each_file_is_in_one_group_with_those_it_must_not_run_beside_and_the_longest_come_first(costs, apart):
    groups = _grouped(costs, apart)
    assert sorted(file for group in groups for file in group) == sorted(costs)
    for files in apart:
        assert len({group for group in groups for file in group if file in files}) <= 1
    loads = [sum(costs[file] for file in group) for group in groups]
    assert loads == sorted(loads, reverse=True)


def test_scenarios_of_one_kind_run_one_at_a_time_whichever_process_is_free(toy: Toy):
    alone = "@one_at_a_time.x\nScenario: alone\n  When it has the machine for itself\n  Then a check that holds\n"
    for number, name in enumerate("ABCD", 1):
        toy.feature(f"@E2E-0{number}\n" + (alone if name in "AC" else FINE), name=name, file=f"end_to_end/{name}")
    ended = toy.drive("parallel=3")
    assert ended.code == 0, ended.output
    assert sorted(finished(toy)) == ["A alone", "B fine", "C alone", "D fine"]
