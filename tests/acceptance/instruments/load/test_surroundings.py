"""What else the machine did is measured, divided rightly, and judged by what was agreed."""

import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from acceptance import patience
from acceptance.instruments.load import surroundings
from acceptance.instruments.load.surroundings import (
    Agreed,
    Moment,
    Surroundings,
    Watch,
    lengthening_waits,
    since_now,
)
from acceptance.platform.provision import NEIGHBOURS, PROCESSES
from acceptance.profile.judging import Judging

AGREED = Agreed(others=0.1, generator=0.25, waiting=0.75, platform=(7,))
BUSY = [sys.executable, "-c", "while True: pass"]


def moment(at, **changed):
    return Moment(**({"at": at, "suite": 0.05, "others": 0.02, "platform": 0.3, "waiting": 0.99} | changed))


def profile(url, **judging):
    services = SimpleNamespace(scoring_api=SimpleNamespace(url=url))
    return SimpleNamespace(judging=Judging(**judging), services=services)


def test_a_quiet_machine_disturbs_nothing():
    assert Surroundings(tuple(map(moment, range(20))), AGREED).disturbances() == []


def test_a_burst_of_others_is_seen_in_a_long_load_and_one_tick_is_not():
    quiet = [moment(at) for at in range(20)]
    burst = [moment(at, others=0.6 if 8 <= at < 11 else 0.0) for at in range(20)]
    tick = [moment(at, others=0.2 if at == 8 else 0.0) for at in range(20)]
    assert Surroundings(tuple(quiet + burst), AGREED).disturbances() == [
        "other programs took 60 % of the processors while it was measured, at most 10 % are agreed"
    ]
    assert Surroundings(tuple(tick), AGREED).disturbances() == []


def test_the_suites_own_share_disturbs_as_well():
    own = Surroundings(tuple(moment(at, suite=0.4) for at in range(5)), AGREED)
    assert own.disturbances()[0].startswith("the suite itself took 40 %")


def test_waiting_counts_only_where_the_platforms_processes_are_not_known():
    known = Surroundings(tuple(map(moment, range(5))), AGREED)
    unknown = Surroundings(tuple(moment(at, others=None, platform=None) for at in range(5)), AGREED)
    assert known.disturbances() == []
    assert unknown.disturbances() == ["programs waited for a processor in 99 % of the time, at most 75 % are agreed"]


def test_only_the_judged_part_of_a_load_counts():
    seen = Surroundings(tuple(moment(at, others=0.5 if at < 5 else 0.0) for at in range(20)), AGREED)
    assert seen.between(-1, 19).disturbances() != []
    assert seen.between(5, 19).disturbances() == []


def test_what_was_seen_is_read_back_as_it_was_written():
    seen = Surroundings((moment(1.5), moment(2.5, others=None)), AGREED)
    assert Surroundings.from_data(seen.to_data()) == seen


@pytest.mark.parametrize(
    ("url", "judging", "shared"),
    [
        ("https://127.0.0.1:8443", {}, True),
        ("https://localhost:8443", {}, True),
        ("http://[::1]:80/x", {}, True),
        ("https://scoring.example.org", {}, False),
        ("https://scoring.example.org", {"shared_machine": True}, True),
        ("https://127.0.0.1:8443", {"shared_machine": False}, False),
    ],
)
def test_a_machine_is_shared_where_the_address_or_the_profile_says_so(url, judging, shared):
    found = surroundings.agreed(profile(url, **judging), {PROCESSES: "12, 34"})
    assert (found.platform if found is not None else None) == ((12, 34) if shared else None)


@pytest.fixture
def stranger():
    """A busy process that descends from nobody of this test: its parent ends at once."""
    start = "import subprocess as s, sys; print(s.Popen([sys.executable, '-c', 'while True: pass'], stdout=-3).pid)"
    pid = int(subprocess.run([sys.executable, "-c", start], stdout=subprocess.PIPE, check=True).stdout)
    yield pid
    os.kill(pid, 9)


def watched(agreed, seconds=2.2):
    with Watch(agreed) as watch:
        time.sleep(seconds)
    return watch.seen()


def test_a_busy_stranger_counts_with_others_and_as_the_platform_when_it_is_named(stranger):
    idle = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        without, named = watched(Agreed(0.1, 0.25, 0.75, (idle.pid,))), watched(Agreed(0.1, 0.25, 0.75, (stranger,)))
    finally:
        idle.kill()
        idle.wait()
    assert without.busiest("others") > 0.1 and without.busiest("platform") < 0.01
    assert named.busiest("platform") > 0.01
    assert without.disturbances()[0].startswith("other programs took")


def test_a_wait_is_told_of_a_busy_stranger(stranger):
    idle = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        look = since_now(Agreed(0.05, 0.25, 0.75, (idle.pid,)), os.getpid())
        time.sleep(1.2)
        others = look()
    finally:
        idle.kill()
        idle.wait()
    assert others is not None and others.endswith("of the processors meanwhile, at most 5 % are agreed")


def test_a_neighbour_by_agreement_is_no_stranger(stranger, monkeypatch):
    looked = []
    monkeypatch.setattr(surroundings, "since_now", lambda agreed, _: looked.append(agreed.platform))
    told = {PROCESSES: "7", NEIGHBOURS: f"{stranger},9"}
    with lengthening_waits(profile("https://127.0.0.1:1"), told):
        patience._look()
    assert looked == [(7, stranger, 9)]


def test_a_look_that_was_too_short_says_nothing(stranger):
    assert since_now(Agreed(0.0, 0.25, 0.75, (stranger,)), os.getpid())() is None


def test_only_within_the_suite_waits_are_told_of_the_machine(stranger):
    with lengthening_waits(profile("https://127.0.0.1:1"), {PROCESSES: str(stranger)}):
        assert patience._look is not None
    assert patience._look is None
    with lengthening_waits(profile("https://bank.example"), {PROCESSES: str(stranger)}):
        assert patience._look is None


def test_what_this_process_started_is_the_suites_own():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    own = subprocess.Popen(BUSY)
    try:
        seen = watched(Agreed(0.1, 0.25, 0.75, (ended.pid,)))
    finally:
        own.kill()
        own.wait()
    assert seen.busiest("suite") > 0.01
    assert seen.busiest("others") is None  # what was named as the platform's has ended


def test_nothing_is_watched_where_nothing_was_agreed():
    with Watch(None) as watch:
        pass
    assert watch.seen() is None
