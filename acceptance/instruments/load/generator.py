"""Sends a load and counts what comes back, on Locust. A program of its own:
`python -m acceptance.instruments.load.generator ROLE`.

Roles: `alone` (the whole load), `master` (sends nothing, directs workers), `worker` (a part of it). The plan comes by
standard input to `alone` and `master`, and over Locust's own connection to workers. What is known so far is written to
standard output once a second, one JSON object a line, so that a kill at any moment loses one second.
"""

from __future__ import annotations

import json
import os
import random
import stat
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import gevent
import gevent.select
import locust
import locust.runners
import psutil
from gevent.event import Event
from gevent.pool import Pool
from locust.env import Environment
from locust.runners import MasterRunner, Runner

from acceptance.instruments.load.connections import Connections, Failed
from acceptance.instruments.load.plan import Ceiling, Plan
from acceptance.instruments.load.recorder import Recorder, share_of, stage_at
from acceptance.instruments.load.result import LoadResult, merge
from acceptance.instruments.load.workload import Closed, Open
from acceptance.outcome import AcceptanceError, NotAssessed

MOST_IN_FLIGHT = 4000
"""Requests that one process has on their way at a time; arrivals beyond that are counted as not sent."""
FIRST = -10
"""Its priority, where that is allowed: a generator that waits for the processor measures itself."""
STALL_EVERY_S = 0.02
STALL_S = 0.05
WORKERS_WITHIN_S = 30.0
PLAN_AGAIN_S = 1.0
"""How often a worker that has not confirmed its plan is sent it."""
SILENT_S = 10
"""A worker that said nothing for so long is taken for lost; one that only stood still for a while is not."""
Say = Callable[[dict[str, Any]], None]


class Measuring:
    """One process's part of a load, from its start.

    Args:
        worker: the number of this process, from 0.
    """

    def __init__(self, plan: Plan, worker: int, connections: Connections | None = None) -> None:
        plan.refuse()
        self.plan = plan
        self.worker = worker
        self.workload = plan.workload
        self._requests = plan.traffic.requests
        self._ceiling = Ceiling(plan.ceiling_per_s / plan.workers)
        self._connections = connections or Connections()
        self._spans = plan.workload.stages()
        self._asked = worker
        self._users = 0
        self.over = Event()
        known = share_of(plan.workload, worker, plan.workers) if isinstance(plan.workload, Open) else None
        self.recorder = Recorder(plan.workload, known)
        self._start = time.monotonic()
        self._process = psutil.Process()
        self._process.cpu_percent()

    def now_s(self) -> float:
        return time.monotonic() - self._start

    # -- the two models

    def arrivals(self) -> None:
        """Sends every arrival of this process when it is due, whatever came of those before."""
        assert isinstance(self.workload, Open)
        pool = Pool(MOST_IN_FLIGHT)
        self._start = time.monotonic()  # what Locust needed to come here is no lateness
        self.recorder.begin()
        stage = intended = 0
        limits = self.workload.until
        for number, (index, due_s) in enumerate(self.workload.due()):
            if number % self.plan.workers != self.worker:
                continue
            wait_s = due_s - self.now_s()
            if wait_s > 0:
                gevent.sleep(wait_s)
            if index != stage and limits is not None and self.recorder.breaks(stage, limits):
                self.recorder.end_after(stage, intended)
                break
            stage = index
            intended += 1
            request = self._requests[number % len(self._requests)]
            if pool.free_count() < 1:
                self.recorder.no_room(index, request.operation, due_s)
            else:
                pool.spawn(self._send_due, index, request, due_s)
        left_s = self.recorder.offered_s - self.now_s()
        if left_s > 0:
            gevent.sleep(left_s)
        pool.join()
        if limits is not None and self.recorder.broken_stage is None and self.recorder.breaks(stage, limits):
            self.recorder.broken_stage = stage
        self.over.set()

    def _send_due(self, stage: int, request: Any, due_s: float) -> None:
        wait_s = self._ceiling.wait_s(self.now_s())
        if wait_s > 0:
            gevent.sleep(wait_s)  # what waits is late, and its lag says so
        self.recorder.begun(stage, due_s, self.now_s())
        outcome = self._outcome(request, self._connections)
        self.recorder.ended(stage, request.operation, outcome, due_s, self.now_s())

    def user(self) -> None:
        """One user, until the end of the load; each has connections of their own."""
        assert isinstance(self.workload, Closed)
        number, self._users = self._users, self._users + 1
        chance = random.Random(f"{self.workload.seed} {self.worker} {number}")
        connections = Connections(fewest=1)
        try:
            gevent.sleep(chance.uniform(0, self.workload.think_max_s - self.workload.think_min_s))
            while self.now_s() < self.workload.total_s:
                request = self._requests[self._asked % len(self._requests)]
                self._asked += self.plan.workers
                self._hold_back()
                began_s = self.now_s()
                stage = stage_at(self._spans, began_s)
                self.recorder.begun(stage, began_s, began_s)
                outcome = self._outcome(request, connections)
                self.recorder.ended(stage, request.operation, outcome, began_s, self.now_s())
                gevent.sleep(chance.uniform(self.workload.think_min_s, self.workload.think_max_s))
        finally:
            connections.close()

    def _outcome(self, request: Any, connections: Connections) -> str:
        try:
            status, body = connections.ask(request)
        except Failed as failed:
            return str(failed)
        return str(request.judge(status, body))

    def _hold_back(self) -> None:
        wait_s = self._ceiling.wait_s(self.now_s())
        if wait_s > 0:
            self.recorder.held_back += 1
            gevent.sleep(wait_s)

    # -- looking at itself

    def watch_itself(self) -> None:
        """Notes when this process itself stood still, which says nothing of the platform."""
        while True:
            before_s = self.now_s()
            gevent.sleep(STALL_EVERY_S)
            now_s = self.now_s()
            if now_s - before_s - STALL_EVERY_S > STALL_S:
                self.recorder.stalled(before_s, now_s)

    def tick(self) -> None:
        # The first second is spent on starting up.
        share = self._process.cpu_percent() / 100
        self.recorder.tick(self.now_s(), share if self.now_s() > 1.5 else 0.0)

    def result(self, lost: tuple[str, ...] = ()) -> LoadResult:
        return self.recorder.result(self.now_s(), lost)


_current: Measuring | None = None
"""What this process measures; Locust makes users from classes, which find it here."""


def _measuring() -> Measuring:
    assert _current is not None, "users are started after the plan is known"
    return _current


class Arriving(locust.User):
    """Stands for everybody who arrives: one in each process."""

    @locust.task  # type: ignore[untyped-decorator]
    def arrive(self) -> None:
        if not _measuring().over.is_set():
            _measuring().arrivals()
        gevent.sleep(3600)


class Thinking(locust.User):
    """One user of the closed model."""

    @locust.task  # type: ignore[untyped-decorator]
    def ask(self) -> None:
        _measuring().user()
        gevent.sleep(3600)


def _begin(plan: Plan, worker: int) -> Measuring:
    global _current
    _current = measuring = Measuring(plan, worker)
    gevent.spawn(measuring.watch_itself)
    return measuring


def _start_users(runner: Runner, plan: Plan) -> None:
    workload = plan.workload
    if isinstance(workload, Open):
        runner.start(plan.workers, 1000, user_classes=[Arriving])
    else:
        rate = workload.users / workload.ramp_up_s if workload.ramp_up_s else 1000
        runner.start(workload.users, rate, user_classes=[Thinking])


def _finished(measuring: Measuring) -> bool:
    """Whether nothing is offered any more and nothing is waited for."""
    if isinstance(measuring.workload, Open):
        return bool(measuring.over.is_set())
    return measuring.now_s() >= measuring.workload.total_s and measuring.recorder.in_flight == 0


def _follow(measuring: Measuring, say: Say) -> None:
    """Says once a second what is known, and at the end everything."""
    every_s = max(1.0, measuring.workload.total_s / 120)
    said_s = 0.0
    while not _finished(measuring):
        gevent.sleep(min(0.25, max(0.01, measuring.workload.total_s - measuring.now_s())))
        if measuring.now_s() - said_s >= every_s and not _finished(measuring):
            said_s = measuring.now_s()
            measuring.tick()
            say({"result": measuring.result(("itself",)).to_record(), "final": False})
    measuring.tick()
    say({"result": measuring.result().to_record(), "final": True})


def alone(plan: Plan, say: Say) -> None:
    """The whole load from this process."""
    environment = Environment(user_classes=[Arriving, Thinking])
    runner = environment.create_local_runner()
    measuring = _begin(plan, 0)
    say({"started": True})
    _start_users(runner, plan)
    _follow(measuring, say)


def worker(master: str, port: int) -> None:
    """A part of a load, as a master says; ends with the master."""
    environment = Environment(user_classes=[Arriving, Thinking])
    runner = environment.create_worker_runner(master, port)

    def planned(msg: Any, **_: Any) -> None:
        if _current is None:
            _begin(Plan.from_data(msg.data["plan"]), msg.data["worker"])
        runner.send_message("planned", {})

    def go(**_: Any) -> None:
        measuring = _measuring()
        measuring._start = time.monotonic()
        gevent.spawn(_follow, measuring, lambda data: runner.send_message("measured", data))

    runner.register_message("plan", planned)
    runner.register_message("go", go)
    runner.greenlet.join()


def master(plan: Plan, port: int, say: Say) -> None:
    """Directs as many workers as the plan has, and says what all of them saw."""
    locust.runners.HEARTBEAT_LIVENESS = SILENT_S  # one heartbeat a second
    environment = Environment(user_classes=[Arriving, Thinking])
    runner: MasterRunner = environment.create_master_runner("*", port)
    seen: dict[str, tuple[LoadResult, bool]] = {}
    planned: set[str] = set()

    def measured(msg: Any, **_: Any) -> None:
        seen[msg.node_id] = (LoadResult.from_record(msg.data["result"]), msg.data["final"])

    runner.register_message("measured", measured)
    runner.register_message("planned", lambda msg, **_: planned.add(msg.node_id))
    deadline = time.monotonic() + WORKERS_WITHIN_S
    while len(runner.clients.ready) < plan.workers:
        if time.monotonic() > deadline:
            there = len(runner.clients.ready)
            say({"refused": f"only {there} of {plan.workers} load workers came within {WORKERS_WITHIN_S:.0f} s"})
            return
        gevent.sleep(0.05)
    names = [client.id for client in runner.clients.ready][: plan.workers]
    while without := [name for name in names if name not in planned]:
        if time.monotonic() > deadline:
            had = len(names) - len(without)
            say({"refused": f"only {had} of {plan.workers} load workers had the plan within {WORKERS_WITHIN_S:.0f} s"})
            return
        for name in without:  # said again: a worker that has just come may not listen yet
            runner.send_message("plan", {"plan": plan.to_data(), "worker": names.index(name)}, name)
        again = time.monotonic() + PLAN_AGAIN_S
        while not planned.issuperset(names) and time.monotonic() < again:
            gevent.sleep(0.02)
    for name in names:
        runner.send_message("go", {}, name)
    say({"started": True})
    gevent.spawn(_start_users, runner, plan)
    end = time.monotonic() + plan.workload.total_s + max(one.timeout_s for one in plan.traffic.requests) + 10
    said = time.monotonic()
    while time.monotonic() < end:
        gevent.sleep(0.1)
        waited_for = [name for name in names if not (name in seen and seen[name][1])]
        gone = [
            name
            for name in waited_for
            if name in (one.id for one in runner.clients.missing) or name not in runner.clients
        ]
        if len(gone) == len(waited_for):
            break
        if time.monotonic() - said >= 1 and seen:
            said = time.monotonic()
            say({"result": _together(names, seen).to_record(), "final": False})
    if not seen:
        say({"refused": "none of the load workers told anything"})
        return
    say({"result": _together(names, seen).to_record(), "final": True})


def _together(names: list[str], seen: dict[str, tuple[LoadResult, bool]]) -> LoadResult:
    """The result of all; a worker that said nothing, or did not finish, is named as lost."""
    result = merge(found for found, _ in seen.values())
    lost = tuple(f"worker {index + 1}" for index, name in enumerate(names) if name not in seen or not seen[name][1])
    return replace(result, check=replace(result.check, lost=lost))


def _end_with_parent() -> None:
    """Ends when whoever started this process does: a load must not go on after a run that was killed."""
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        gevent.select.select([0], [], [])
        os._exit(1)


def _say(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """See the module. Returns 0, also when the load was refused: what is said tells."""
    role = arguments[0]
    with suppress(OSError):  # not everybody may
        os.setpriority(os.PRIO_PROCESS, 0, FIRST)
    try:
        if role == "worker":
            gevent.spawn(_end_with_parent)
            worker(arguments[1], int(arguments[2]))
            return 0
        plan = Plan.from_data(json.loads(sys.stdin.readline()))
        gevent.spawn(_end_with_parent)
        if role == "alone":
            alone(plan, _say)
        else:
            master(plan, int(arguments[1]), _say)
    except NotAssessed as refusal:
        _say({"refused": refusal.reason})
    except AcceptanceError as error:
        _say({"refused": error.sentence})
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # nothing that Locust still has to do matters
