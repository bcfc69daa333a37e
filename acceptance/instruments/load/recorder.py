"""Counts what happens to the requests of one generator process. Knows nothing of sockets; times are handed to it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from acceptance.instruments.load.histogram import Latencies
from acceptance.instruments.load.result import GOOD, NO_ANSWER, NOT_SENT, PAUSE_S, LoadResult, Pause, Second, SelfCheck
from acceptance.instruments.load.workload import Limits, Open, Span, Workload

CLOCK_STEP_S = 0.5
MOST_PAUSES = 1000


@dataclass
class _Second:
    started: int = 0
    good: int = 0
    failed: int = 0
    finished: int = 0
    in_flight: int = 0
    fresh: list[float] = field(default_factory=list)
    """Times that are not in the histogram yet."""
    latencies: Latencies | None = None

    def second(self) -> Second:
        if self.fresh and self.latencies is None:
            self.latencies = Latencies(2)
        for seconds in self.fresh:
            assert self.latencies is not None
            self.latencies.add(seconds)
        self.fresh.clear()
        return Second(self.started, self.good, self.failed, self.finished, self.in_flight, self.latencies)


class Recorder:
    """Counts for one process. All times are seconds since `begin`.

    Args:
        workload: what is asked of all processes together.
        intended: how many arrivals of it are this process's; None with users.
    """

    def __init__(self, workload: Workload, intended: int | None) -> None:
        self._workload = workload
        self._spans = workload.stages()
        self._intended = intended
        self._started_at = datetime.now(UTC)
        self._wall_ahead = time.time() - time.monotonic()
        self._latencies: dict[tuple[int, str, str], Latencies] = {}
        self._lags = [Latencies() for _ in self._spans]
        self._seconds: list[_Second] = []
        self._begun = [0 for _ in self._spans]
        self._pauses: list[Pause] = []
        self._stalls: list[Pause] = []
        self._cpu_share = 0.0
        self._clock_steps = 0
        self.in_flight = 0
        self.sent = 0
        self.not_sent = 0
        self.held_back = 0
        self._good_in_time = 0
        self._waiting_since = 0.0
        self._last_finish = 0.0
        self.broken_stage: int | None = None
        self.offered_s = workload.total_s

    def begin(self) -> None:
        """The first request may be sent now: what came before was preparation."""
        self._started_at = datetime.now(UTC)
        self._wall_ahead = time.time() - time.monotonic()

    # -- what happens to requests

    def begun(self, stage: int, due_s: float, now_s: float) -> None:
        """A request that was due is on its way."""
        self.sent += 1
        if self.in_flight == 0:
            self._waiting_since = now_s
        self.in_flight += 1
        self._begun[stage] += 1
        self._lags[stage].add(now_s - due_s)
        self._at(due_s).started += 1

    def ended(self, stage: int, operation: str, outcome: str, due_s: float, now_s: float) -> None:
        """It came to something; its time counts from when it was due."""
        took_s = now_s - due_s
        self._count(stage, operation, outcome, took_s)
        second = self._at(due_s)
        good = outcome == GOOD
        second.good += good
        second.failed += not good
        self._good_in_time += good and now_s <= self.offered_s
        if outcome not in NO_ANSWER:
            second.fresh.append(took_s)
            self._at(now_s).finished += 1
            self._note_pause(max(self._last_finish, self._waiting_since), now_s)
            self._last_finish = now_s
        self.in_flight -= 1

    def no_room(self, stage: int, operation: str, due_s: float) -> None:
        """An arrival for which the generator had no room."""
        self.not_sent += 1
        self._count(stage, operation, NOT_SENT, 0.0)
        self._at(due_s).failed += 1

    # -- what happens to the generator

    def stalled(self, since_s: float, now_s: float) -> None:
        """The generator itself stood still for a moment."""
        self._stalls.append(Pause(since_s, now_s - since_s))

    def tick(self, now_s: float, cpu_share: float) -> None:
        """Once a second: how much of a core was used, and whether the wall clock jumped."""
        self._cpu_share = max(self._cpu_share, cpu_share)
        ahead = time.time() - time.monotonic()
        if abs(ahead - self._wall_ahead) > CLOCK_STEP_S:
            self._clock_steps += 1
        self._wall_ahead = ahead
        self._at(now_s).in_flight = self.in_flight

    # -- what it comes to

    def breaks(self, stage: int, limits: Limits) -> bool:
        """Whether what came of a stage, at its end, is beyond the limits. What is waited for too long is slow."""
        good, failed, slow = 0, 0, 0
        for (index, _, outcome), times in self._latencies.items():
            if index == stage and outcome == GOOD:
                good, slow = good + times.total, slow + times.slower_than(limits.slowest_s)
            elif index == stage:
                failed += times.total
        waited_for = max(0, self._begun[stage] - good - failed)
        rate = self._spans[stage].rate_per_s or 0.0
        slow += max(0, waited_for - round(rate * limits.slowest_s))  # the others are not slow yet
        total = good + failed + waited_for
        return total > 0 and (failed / total > limits.failed_share or (slow + failed) / total > 1 - limits.of)

    def end_after(self, stage: int, intended: int | None) -> None:
        """Nothing is offered after this stage: it broke the limits."""
        self.broken_stage = stage
        self.offered_s = self._spans[stage].end_s
        self._intended = intended
        self._spans = self._spans[: stage + 1]

    def result(self, now_s: float, lost: tuple[str, ...] = ()) -> LoadResult:
        """What is known now. Before the end of the load, only what should have been sent by now is intended."""
        return LoadResult(
            workload=self._workload.words(),
            started=self._started_at,
            offered_s=min(self.offered_s, now_s),
            elapsed_s=now_s,
            intended=self._intended if now_s >= self.offered_s else None,
            sent=self.sent,
            good_in_time=self._good_in_time,
            stages=tuple(self._spans),
            latencies=self._latencies,
            series=tuple(second.second() for second in self._seconds),
            pauses=tuple(self._pauses),
            check=SelfCheck(
                lags=tuple(self._lags[: len(self._spans)]),
                cpu_share=round(self._cpu_share, 3),
                not_sent=self.not_sent,
                held_back=self.held_back,
                lost=lost,
                clock_steps=self._clock_steps,
                stalled_s=round(max((stall.seconds for stall in self._stalls), default=0.0), 4),
            ),
            broken_stage=self.broken_stage,
        )

    def _count(self, stage: int, operation: str, outcome: str, took_s: float) -> None:
        key = (stage, operation, outcome)
        if key not in self._latencies:
            self._latencies[key] = Latencies()
        self._latencies[key].add(took_s)

    def _note_pause(self, since_s: float, now_s: float) -> None:
        own = sum(
            max(0.0, min(now_s, stall.at_s + stall.seconds) - max(since_s, stall.at_s)) for stall in self._stalls[-50:]
        )
        if now_s - since_s - own >= PAUSE_S and len(self._pauses) < MOST_PAUSES:
            self._pauses.append(Pause(since_s, now_s - since_s - own))

    def _at(self, seconds: float) -> _Second:
        index = max(0, int(seconds))
        while len(self._seconds) <= index:
            self._seconds.append(_Second())
        return self._seconds[index]


def stage_at(spans: list[Span], seconds: float) -> int:
    """The index of the stage that a moment belongs to; after the end, the last one."""
    return next((index for index, span in enumerate(spans) if seconds < span.end_s), len(spans) - 1)


def share_of(workload: Open, worker: int, workers: int) -> int:
    """How many arrivals of a workload are one worker's."""
    return sum(1 for number, _ in enumerate(workload.due()) if number % workers == worker)
