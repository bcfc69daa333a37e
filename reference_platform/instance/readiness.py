"""Waiting until every service is ready, each by its own protocol and each proven to be ours."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from reference_platform.errors import PlatformError, ServiceFailed
from reference_platform.instance.processes import listens, with_descendants
from reference_platform.progress import Progress
from reference_platform.services import supervisor
from reference_platform.services.catalogue import SERVICES, Service
from reference_platform.services.plan import Plan

STILL_FOR_S = 120
"""A start is given up when so long no service has become ready and none has written a line."""
NEVER_LONGER_S = 1200
PAUSE_S = 0.1
RESTARTS_ARE_LOOKED_AT_EVERY_S = 1
TAIL_LINES = 15
STARTS_ALLOWED = 4


def wait_until_ready(plan: Plan, alive: Callable[[], bool], progress: Progress) -> None:
    """Return when all services are ready; `alive` tells whether the keeper still is.

    Raises:
        ServiceFailed: one shows no progress any more, or keeps exiting.
    """
    waits = [_Wait(plan, service) for service in SERVICES]
    for wait in waits:
        wait.start()
    _wake_supervisord(plan, alive)
    try:
        _watch(plan, waits, alive, progress)
    finally:
        for wait in waits:
            wait.over.set()


def first_complaint(probe: Callable[[Plan], None], plan: Plan) -> str | None:
    """What a probe says is wrong, or None when it finds the service ready.

    Any exception counts: which ones a client library raises while its server starts is anybody's guess.
    """
    try:
        probe(plan)
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}".strip().splitlines()[0][:200]
    return None


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log, indented; says so when there is nothing."""
    try:
        text = log.read_text(errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        text = []
    return "\n".join(f"    {line}" for line in text) or "    (its log is empty)"


class _Wait(threading.Thread):
    """Probes one service until it is ready and listens itself on its port."""

    def __init__(self, plan: Plan, service: Service) -> None:
        super().__init__(name=f"wait-{service.name}", daemon=True)
        self.plan, self.service = plan, service
        self.over = threading.Event()
        self.ready = threading.Event()
        self.complaint = "not asked yet"

    def run(self) -> None:
        while not self.over.is_set():
            complaint = first_complaint(self.service.probe, self.plan) or self._foreign_listener()
            if complaint is None:
                self.ready.set()
                return
            self.complaint = complaint
            self.over.wait(PAUSE_S)

    def _foreign_listener(self) -> str | None:
        """A server left over on the port could answer for ours: ours must be the one that listens."""
        port = self.service.port(self.plan)
        if port is None:
            return None
        try:
            pid = supervisor.states(self.plan)[self.service.name].pid
        except ServiceFailed as error:
            return str(error)
        if pid and listens(with_descendants([pid]), port):
            return None
        return f"port {port} is answered by a process that is not ours"


def _wake_supervisord(plan: Plan, alive: Callable[[], bool]) -> None:
    """Ask it anything as soon as it listens: it would else idle for a second before it starts its programs."""
    deadline = time.monotonic() + STILL_FOR_S
    while alive() and time.monotonic() < deadline:
        try:
            supervisor.states(plan)
        except ServiceFailed:
            time.sleep(0.02)
        else:
            return


def _watch(plan: Plan, waits: list[_Wait], alive: Callable[[], bool], progress: Progress) -> None:
    progress_seen = Patience(STILL_FOR_S, NEVER_LONGER_S)
    told: set[str] = set()
    starts: dict[str, set[int]] = {}
    next_look = time.monotonic()
    while waiting := [wait for wait in waits if not wait.ready.is_set()]:
        if not alive():
            raise PlatformError(
                f"The platform ended while it was starting; the last lines of its log:\n"
                f"{tail(plan.log_of('supervisord'))}"
            )
        for wait in waits:
            if wait.ready.is_set() and wait.service.name not in told:
                told.add(wait.service.name)
                progress.done(wait.service.name, "ready")
        progress.glance("starting", ", ".join(wait.service.name for wait in waiting))
        if time.monotonic() > next_look:
            next_look += RESTARTS_ARE_LOOKED_AT_EVERY_S
            _complain_about_restarts(plan, starts)
        if given_up := progress_seen.over((len(waiting), _written(plan, waiting))):
            raise ServiceFailed(_late(waiting[0], given_up))
        waiting[0].ready.wait(PAUSE_S)


class Patience:
    """How long something may take that shows progress: as long as it does, within a bound."""

    def __init__(self, still_for_s: float, never_longer_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._still_for_s, self._never_longer_s, self._now = still_for_s, never_longer_s, now
        self._begun = self._moved = now()
        self._seen: object = None

    def over(self, seen: object) -> str | None:
        """Why to wait no longer, or None; `seen` is whatever changes when there is progress."""
        now = self._now()
        if seen != self._seen:
            self._seen, self._moved = seen, now
        if now - self._begun > self._never_longer_s:
            return f"within {self._never_longer_s:.0f} s"
        if now - self._moved > self._still_for_s:
            return f"and made no progress for {self._still_for_s:.0f} s"
        return None


def _written(plan: Plan, waiting: list[_Wait]) -> int:
    """How many bytes the services that are not ready have written to their logs."""
    logs = (plan.log_of(wait.service.name) for wait in waiting)
    return sum(log.stat().st_size for log in logs if log.exists())


def _late(late: _Wait, given_up: str) -> str:
    return f"{late.service.name} was not ready {given_up} ({late.complaint})."


def _complain_about_restarts(plan: Plan, starts: dict[str, set[int]]) -> None:
    """A program that exits again and again will not come up: say so now rather than at the deadline."""
    try:
        states = supervisor.states(plan)
    except ServiceFailed:
        return
    for state in states.values():
        starts.setdefault(state.name, set()).add(state.pid)
        if len(starts[state.name] - {0}) >= STARTS_ALLOWED:
            raise ServiceFailed(
                f"{state.name} exits as soon as it is started; the last lines of its log:\n"
                f"{tail(plan.log_of(state.name))}"
            )
