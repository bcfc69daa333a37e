"""However a run dies, its fault goes; whatever dies with it, the journal stays and the next run refuses to start."""

import os
import signal
import subprocess
import sys
import time

import pytest
from toys import profile_of

from acceptance.chaos.alone import another_process
from acceptance.chaos.chaos import Chaos
from acceptance.chaos.fault import Means
from acceptance.chaos.journal import Journal, undo
from acceptance.chaos.lever import Lever
from acceptance.chaos.links import LinkHarm
from acceptance.chaos.watchdog import SILENCE_S, Watched, due
from acceptance.leftovers import Undoing, start_of
from acceptance.outcome import NotAssessed, PlatformNotProvided
from acceptance.platform import switch
from acceptance.record.ledger import Ledger


def within(seconds, true):
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


@pytest.fixture
def chaos(links, tmp_path):
    made = Chaos(profile_of(links), Ledger(tmp_path / "record.jsonl"), lambda: None)
    yield made
    made.close()


def test_the_fault_of_a_run_that_is_killed_goes(chaos, links):
    fault = chaos.harm("cache", "slow", 200)
    fault.prepare()
    with another_process(profile_of(links), fault, 60) as (process, seen):
        assert seen.holds and links.harm is not None
        os.kill(process.pid, signal.SIGKILL)
        assert within(10, lambda: links.harm is None)
        assert within(10, lambda: not chaos.unfinished())


def test_a_fault_that_is_there_for_longer_than_it_may_is_due_although_the_suite_lives():
    me = Watched(os.getpid(), start_of(os.getpid()), heard_at=100.0)
    entries = [Undoing("fault", "old", {"until": 50.0}), Undoing("fault", "young", {"until": 500.0})]
    assert [one.name for one in due(entries, me, 100.0, 200.0)] == ["old"]
    assert due(entries, me, 100.0 + SILENCE_S + 1, 200.0) == entries
    assert due(entries, Watched(os.getpid(), 1.0, heard_at=100.0), 100.0, 0.0) == entries


def test_when_the_watchdog_dies_too_the_journal_keeps_the_fault_and_refuses_the_next_run(chaos, links):
    fault = chaos.harm("cache", "slow", 200)
    chaos.begin(fault, 60)
    os.kill(chaos._keeper.pid, signal.SIGKILL)
    journal = Journal(profile_of(links))
    with pytest.raises(PlatformNotProvided, match="acceptance chaos undo --env toy"):
        journal.require_clean()
    (entry,) = journal.unfinished()
    means = Means.of_undoing(profile_of(links))
    assert undo(means, entry).holds
    journal.kept(entry)
    journal.require_clean()
    means.close()
    assert links.harm is None


def test_what_was_stopped_is_undone_all_the_same(chaos, links):
    fault = chaos.harm("cache", "slow", 200)
    entry = chaos.begin(fault, 60)
    switch.pull("enough")
    try:
        assert chaos.end(fault, entry).holds
    finally:
        switch.release()
    assert links.harm is None and chaos.unfinished() == []


def test_nothing_is_brought_about_while_another_fault_is_there(chaos, links):
    with chaos.brought_about(chaos.harm("cache", "slow", 200), 60):
        with pytest.raises(Exception, match="another fault is there already"):
            chaos.begin(chaos.harm("cache", "slow", 300), 60)
        assert links.calls == ["apply"]


def test_nothing_is_brought_about_while_the_lever_is_pulled(chaos, links):
    lever = Lever(profile_of(links))
    lever.pull("somebody said so")
    with pytest.raises(NotAssessed, match="somebody said so"):
        chaos.begin(chaos.harm("cache", "slow", 200), 60)
    assert links.calls == []
    assert lever.put_back()
    with chaos.brought_about(chaos.harm("cache", "slow", 200), 60) as seen:
        assert seen.holds


def test_what_undoes_a_fault_is_written_down_before_it_comes(chaos, links):
    fault = chaos.harm("cache", "slow", 200)
    seen = []
    apply = fault.apply

    def applied():
        seen.extend(chaos.unfinished())
        assert links.harm is None
        apply()

    fault.apply = applied
    with chaos.brought_about(fault, 60):
        assert seen == [fault.about]


def test_a_fault_whose_coming_fails_is_undone(chaos, links):
    fault = chaos.harm("cache", "slow", 200)
    apply = fault.apply

    def half():
        apply()
        raise RuntimeError("lost half-way")

    fault.apply = half
    with pytest.raises(RuntimeError, match="half-way"):
        chaos.begin(fault, 60)
    assert links.harm is None and chaos.unfinished() == []


def test_the_faults_of_a_platform_that_has_ended_are_gone_with_it(chaos, links, monkeypatch):
    platform = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setenv("ACCEPTANCE_PLATFORM_PROCESSES", str(platform.pid))
    journal = Journal(profile_of(links))
    journal.promise(LinkHarm(Means(profile_of(links)), "cache", "slow", 200), 60)
    assert journal.unfinished()
    platform.kill()
    platform.wait()
    assert journal.unfinished() == []
