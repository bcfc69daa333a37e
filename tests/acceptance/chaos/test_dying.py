"""Wherever a run is killed between a fault's coming and its end, nothing of the fault is left."""

import base64
import json
import os
import pickle
import random
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from toys import profile_of

from acceptance.chaos.fault import Means
from acceptance.chaos.hogs import Hogs
from acceptance.chaos.journal import Journal
from acceptance.chaos.killing import Killing
from acceptance.chaos.links import LinkHarm
from acceptance.profile import chaos
from acceptance.profile.chaos import Part
from acceptance.state import STATE_DIR

FULL = os.environ.get("CAMPAIGN") == "full"
MOMENTS = 300 if FULL else 3
CLEAN_WITHIN_S = 30.0
PROGRAM = Path(__file__).with_name("dying.py")


class Dying:
    """A fault, and processes that die of it."""

    def __init__(self, profile, fault, state) -> None:
        self.profile, self.fault, self._state = profile, fault, state
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PROGRAM.parents[3],
            env=os.environ | {"PYTHONPATH": str(PROGRAM.parents[3])},
        )

    def die(self, step=None, after_s=None):
        """How many steps there were, where none of them was the last."""
        told = {
            "profile": base64.b64encode(pickle.dumps(self.profile)).decode(),
            "fault": self.fault.data(),
            "step": step,
            "after_s": after_s,
        }
        self._process.stdin.write(json.dumps(told).encode() + b"\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def left(self):
        """What is left when nobody has done anything for a while; a watchdog that has ended had its time."""
        deadline = time.monotonic() + CLEAN_WITHIN_S
        while (found := self._left_now()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return found

    def _left_now(self):
        found = Journal(self.profile).unfinished()
        seen = self.fault.gone()
        watchdogs = [f"watchdog {one.pid}" for one in self._watchdogs()]
        return [*(one.name for one in found), *([] if seen.holds else [seen.told]), *watchdogs]

    def _watchdogs(self):
        for process in psutil.process_iter():
            try:
                if "acceptance.chaos.watchdog" in process.cmdline() and process.environ().get(STATE_DIR) == self._state:
                    yield process
            except psutil.Error:
                continue

    def close(self):
        self._process.stdin.close()
        self._process.wait()


@pytest.fixture(params=["link", "killing", "hogs"])
def dying(request, links, supervising, own_state):
    profile = profile_of(links)
    told = {"orchestrator": chaos.Supervisord(url=supervising.url), "parts": {"scorer": Part(programs=["scorer"])}}
    profile = profile.model_copy(update={"chaos": profile.chaos.model_copy(update=told)})
    means = Means(profile)
    faults = {
        "link": lambda: LinkHarm(means, "cache", "slow", 200),
        "killing": lambda: Killing(means, "scorer", "all"),
        "hogs": lambda: Hogs(means, processors=1, blocks=1, block_mb=2, longest_s=60),
    }
    fault = faults[request.param]()
    fault.prepare()
    made = Dying(profile, fault, str(own_state))
    yield made
    made.close()
    means.close()


def test_nothing_is_left_at_whichever_step_a_run_is_killed(dying, figure):
    steps = dying.die()
    assert steps > 10 and dying.left() == []
    tried = range(steps) if FULL else range(random.Random(steps).randrange(10), steps, 10)
    killed = 0
    for step in tried:
        killed += dying.die(step=step) == 0  # whoever waits takes a few steps more or fewer each time
        assert dying.left() == [], f"at step {step}"
    assert killed > len(tried) / 2
    figure(f"{dying.fault.about}: nothing left at {len(tried)} of {steps} steps at which it was killed")


@pytest.mark.parametrize("dying", ["link"], indirect=True)
def test_nothing_is_left_at_whichever_moment_a_run_is_killed(dying, figure):
    started = time.monotonic()
    assert dying.die() > 0
    lasts_s, moments = time.monotonic() - started, random.Random(18)
    for number in range(MOMENTS):
        after_s = moments.uniform(0, lasts_s)
        dying.die(after_s=after_s)
        assert dying.left() == [], f"moment {number}, after {after_s:.3f} s"
    figure(f"{dying.fault.about}: nothing left at {MOMENTS} of {MOMENTS} moments at which it was killed")
