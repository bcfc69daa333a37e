"""What came of a load: how many answers of which kind, how long they took, and whether the figures can be believed.

Every figure that is told anywhere is computed from what `to_record` writes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from acceptance.instruments.load.histogram import Latencies, quantile_of
from acceptance.instruments.load.surroundings import Surroundings
from acceptance.instruments.load.workload import Span

GOOD = "good"
"""The outcome of a request that was answered as agreed, and with the right content."""
NOT_SENT = "not sent"
"""The outcome of an arrival for which the generator had no room left."""
NO_ANSWER = ("no answer in time", "no connection", "name not resolved", "encryption failed", "cut off", NOT_SENT)
"""Outcomes of requests that nobody answered in full."""
LAG_LIMIT_S = 0.1
CPU_LIMIT = 0.95
PAUSE_S = 0.1
"""The shortest time without any answer, while some were waited for, that is kept as a pause."""


@dataclass(frozen=True)
class Second:
    """One second of the load, from its start. Requests belong to the second in which they were due.

    Attributes:
        started: how many were due and sent.
        good, failed: how many of them came to what.
        finished: how many answers came in this second, whenever they were asked for.
        in_flight: how many were waited for at its end.
        latencies: of all that were answered, to two digits.
    """

    started: int = 0
    good: int = 0
    failed: int = 0
    finished: int = 0
    in_flight: int = 0
    latencies: Latencies | None = None

    def quantile(self, q: float) -> float | None:
        return self.latencies.quantile(q) if self.latencies is not None and self.latencies.total else None

    @property
    def p95_s(self) -> float | None:
        return self.quantile(0.95)


@dataclass(frozen=True)
class Pause:
    """A time in which no answer came though some were waited for; the generator's own pauses are taken off."""

    at_s: float
    seconds: float


@dataclass(frozen=True)
class SelfCheck:
    """Whether the generator did what it was asked.

    Attributes:
        lags: how long after it was due each request was begun, by stage.
        cpu_share: of one core, of the busiest process.
        not_sent: arrivals for which there was no room.
        held_back: requests of users that had to wait for the profile's ceiling.
        lost: names of generator processes that ended early; what they had told is kept.
        clock_steps: how often the wall clock jumped; durations do not use it.
        stalled_s: the longest pause of the generator itself.
    """

    lags: tuple[Latencies, ...] = ()
    cpu_share: float = 0.0
    not_sent: int = 0
    held_back: int = 0
    lost: tuple[str, ...] = ()
    clock_steps: int = 0
    stalled_s: float = 0.0

    @property
    def lag_p99_s(self) -> float:
        """The worst of the stages."""
        return max((lag.quantile(0.99) for lag in self.lags if lag.total), default=0.0)


@dataclass(frozen=True)
class LoadResult:
    """The outcome of one load.

    Attributes:
        workload: in words.
        started: wall clock, for people; everything else counts from the start.
        offered_s: how long requests were offered.
        elapsed_s: until the last answer came.
        intended: how many requests the schedule had up to its end or the stage that broke; None with users.
        sent: how many were begun.
        good_in_time: good answers that came while requests were offered.
        stages: what was run.
        latencies: by (index of the stage, operation, outcome).
        series: by second.
        broken_stage: index of the stage that broke the limits of the workload.
        surroundings: what else the machine did, where the platform shares it with the suite.
    """

    workload: str
    started: datetime
    offered_s: float
    elapsed_s: float
    intended: int | None
    sent: int
    good_in_time: int
    stages: tuple[Span, ...]
    latencies: Mapping[tuple[int, str, str], Latencies]
    series: tuple[Second, ...] = ()
    pauses: tuple[Pause, ...] = ()
    check: SelfCheck = field(default_factory=SelfCheck)
    broken_stage: int | None = None
    surroundings: Surroundings | None = None

    # -- how many

    @property
    def total(self) -> int:
        """All that were to be sent and came to anything, those without room included."""
        return self.count()

    @property
    def good(self) -> int:
        return self.count(GOOD)

    @property
    def failed(self) -> int:
        return self.total - self.good

    def count(self, outcome: str | None = None) -> int:
        """How many came to this outcome; without one, all."""
        return sum(times.total for (_, _, what), times in self.latencies.items() if outcome in (None, what))

    def outcomes(self) -> dict[str, int]:
        """Every outcome that occurred and how often, the most frequent first."""
        counts: dict[str, int] = {}
        for (_, _, what), times in self.latencies.items():
            counts[what] = counts.get(what, 0) + times.total
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    @property
    def answered(self) -> int:
        """How many got any answer in full, good or not."""
        return sum(count for outcome, count in self.outcomes().items() if outcome not in NO_ANSWER)

    @property
    def success_rate(self) -> float:
        """The share of good answers; `nan` where nothing was asked."""
        return self.good / self.total if self.total else math.nan

    @property
    def goodput(self) -> float:
        """Good answers a second while requests were offered."""
        return self.good_in_time / self.offered_s if self.offered_s else 0.0

    @property
    def achieved_per_s(self) -> float:
        """Requests begun a second while requests were offered."""
        return self.sent / self.offered_s if self.offered_s else 0.0

    # -- how long; failed requests are never counted as fast

    def times(self, outcome: str | None = GOOD) -> Latencies:
        """The times of one outcome, or of all."""
        merged = Latencies()
        for (_, _, what), times in self.latencies.items():
            if outcome in (None, what):
                merged.merge(times)
        return merged

    def quantile(self, q: float) -> float:
        """In how many seconds the share `q` of the *good* answers came; `nan` where there was none."""
        times = self.times()
        return times.quantile(q) if times.total else math.nan

    def quantile_of_all(self, q: float) -> float:
        """The same of all requests, where each one without a good answer counts as never answered (`inf`)."""
        steps = [*self.times().steps(), (math.inf, self.failed)]
        return quantile_of([step for step in steps if step[1]], q) if self.total else math.nan

    def slower_than(self, seconds: float) -> int:
        """How many requests had no good answer within `seconds`, failed ones included."""
        return self.times().slower_than(seconds) + self.failed

    def mean(self) -> float:
        return self.times().mean()

    def longest(self) -> float:
        """The longest time of a good answer."""
        return self.quantile(1.0)

    # -- parts of it

    def of_stage(self, index: int) -> LoadResult:
        """Only what was due in one stage, counted from the end when negative. Its goodput counts every good answer."""
        index %= len(self.stages)
        span = self.stages[index]
        own = {key: times for key, times in self.latencies.items() if key[0] == index}
        good = sum(times.total for (_, _, what), times in own.items() if what == GOOD)
        total = sum(times.total for times in own.values())
        seconds = self.series[math.floor(span.start_s) : math.ceil(span.end_s)]
        pauses = tuple(one for one in self.pauses if span.start_s <= one.at_s < span.end_s)
        return replace(
            self,
            offered_s=span.end_s - span.start_s,
            elapsed_s=span.end_s - span.start_s,
            intended=None,
            sent=total,
            good_in_time=good,
            stages=(span,),
            latencies={(0, operation, what): times for (_, operation, what), times in own.items()},
            series=seconds,
            pauses=pauses,
            check=replace(self.check, lags=self.check.lags[index : index + 1]),
            broken_stage=None,
        )

    def of_operation(self, operation: str) -> LoadResult:
        """Only the requests of one operation; series, pauses and the self-check are of all."""
        own = {key: times for key, times in self.latencies.items() if key[1] == operation}
        good = sum(times.total for (_, _, what), times in own.items() if what == GOOD)
        total = sum(times.total for times in own.values())
        return replace(self, latencies=own, sent=total, intended=None, good_in_time=good)

    def operations(self) -> list[str]:
        return sorted({operation for _, operation, _ in self.latencies})

    # -- whether it can be believed

    def doubts(self, late_s: float = LAG_LIMIT_S) -> list[str]:
        """Why nothing may be concluded from these figures, each as a sentence; none when they can be believed.

        Args:
            late_s: after so many seconds a request that was due is begun too late, where that is one in a hundred.
        """
        check, doubts = self.check, []
        if check.lost:
            doubts.append(f"the generator processes {', '.join(check.lost)} ended before the load did")
        if check.not_sent:
            doubts.append(f"{check.not_sent} requests were not sent: the generator had no room for more at once")
        if check.held_back:
            doubts.append(f"{check.held_back} requests had to wait for the ceiling that the profile sets")
        if check.lag_p99_s > late_s:
            doubts.append(
                f"the generator could not keep its schedule: 1 in 100 requests began {check.lag_p99_s * 1000:.0f} ms "
                f"late or later, {late_s * 1000:.0f} ms are tolerated"
            )
        if check.cpu_share > CPU_LIMIT:
            doubts.append(f"a generator process used {check.cpu_share:.0%} of a core, so that it measured itself")
        if self.intended is not None and self.sent + check.not_sent < self.intended * 0.995 and not check.lost:
            doubts.append(f"only {self.sent} of {self.intended} intended requests were sent")
        if not self.total:
            doubts.append("not one request was sent")
        elif not self.answered:
            reasons = ", ".join(f"{count} times {outcome}" for outcome, count in self.outcomes().items())
            doubts.append(f"not one of {self.total} requests was answered ({reasons})")
        return doubts

    def disturbances(self) -> list[str]:
        """Why a bad figure may be no fault of the platform, each as a sentence: the machine was busy with others."""
        if self.surroundings is None:
            return []
        start = self.started.timestamp()
        spans = self.stages or (Span("", None, 0.0, self.offered_s),)
        return self.surroundings.between(start + spans[0].start_s, start + spans[-1].end_s).disturbances()

    # -- as it is kept

    def to_record(self) -> dict[str, Any]:
        """Compact, for a line of the run record; everything can be computed again from it."""
        return {
            "workload": self.workload,
            "started": self.started.isoformat(),
            "offered_s": round(self.offered_s, 6),
            "elapsed_s": round(self.elapsed_s, 6),
            "intended": self.intended,
            "sent": self.sent,
            "good_in_time": self.good_in_time,
            "stages": [asdict(span) for span in self.stages],
            "latencies": [
                {"stage": stage, "operation": operation, "outcome": outcome, **times.to_data()}
                for (stage, operation, outcome), times in sorted(self.latencies.items())
            ],
            "series": [_second_to_data(second) for second in self.series],
            "pauses": [[round(pause.at_s, 4), round(pause.seconds, 4)] for pause in self.pauses],
            "check": {
                **asdict(replace(self.check, lags=())),
                "lost": list(self.check.lost),
                "lags": [lag.to_data() for lag in self.check.lags],
            },
            "broken_stage": self.broken_stage,
            "surroundings": self.surroundings.to_data() if self.surroundings is not None else None,
        }

    @classmethod
    def from_record(cls, data: Mapping[str, Any]) -> LoadResult:
        """What `to_record` made.

        Raises:
            ValueError: it is not that.
        """
        try:
            check = dict(data["check"])
            check["lags"] = tuple(Latencies.from_data(lag) for lag in check["lags"])
            check["lost"] = tuple(check["lost"])
            return cls(
                workload=data["workload"],
                started=datetime.fromisoformat(data["started"]),
                offered_s=data["offered_s"],
                elapsed_s=data["elapsed_s"],
                intended=data["intended"],
                sent=data["sent"],
                good_in_time=data["good_in_time"],
                stages=tuple(Span(**span) for span in data["stages"]),
                latencies={
                    (one["stage"], one["operation"], one["outcome"]): Latencies.from_data(one)
                    for one in data["latencies"]
                },
                series=tuple(_second_from_data(second) for second in data["series"]),
                pauses=tuple(Pause(at_s, seconds) for at_s, seconds in data["pauses"]),
                check=SelfCheck(**check),
                broken_stage=data["broken_stage"],
                surroundings=Surroundings.from_data(seen) if (seen := data.get("surroundings")) else None,
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"this is no result of a load: {type(error).__name__} {error}") from None


def stages_of(result: LoadResult) -> list[LoadResult]:
    """The results of the stages, one by one."""
    return [result.of_stage(index) for index in range(len(result.stages))]


def stages_up_to(result: LoadResult, per_s: float) -> list[LoadResult]:
    """The results of the stages up to the first one with this rate."""
    rates = [span.rate_per_s or 0.0 for span in result.stages]
    reached = next((index for index, one in enumerate(rates) if one >= per_s), len(rates) - 1)
    return stages_of(result)[: reached + 1]


def merge(results: Iterable[LoadResult]) -> LoadResult:
    """One result of what several generators did at the same time. Histograms are merged exactly.

    Raises:
        ValueError: there is none.
    """
    several = list(results)
    if not several:
        raise ValueError("there is no result to merge")
    first = several[0]
    latencies: dict[tuple[int, str, str], Latencies] = {}
    lags = [Latencies() for _ in range(max(len(result.check.lags) for result in several))]
    for result in several:
        for index, lag in enumerate(result.check.lags):
            lags[index].merge(lag)
        for key, times in result.latencies.items():
            latencies.setdefault(key, Latencies()).merge(times)
    length = max(len(result.series) for result in several)
    checks = [result.check for result in several]
    known = [result.intended for result in several]
    broken = [result.broken_stage for result in several if result.broken_stage is not None]
    return replace(
        first,
        started=min(result.started for result in several),
        offered_s=max(result.offered_s for result in several),
        elapsed_s=max(result.elapsed_s for result in several),
        intended=None if None in known else sum(one for one in known if one is not None),
        sent=sum(result.sent for result in several),
        good_in_time=sum(result.good_in_time for result in several),
        stages=max((result.stages for result in several), key=len),
        latencies=latencies,
        series=tuple(
            _merged_second(result.series[i] for result in several if i < len(result.series)) for i in range(length)
        ),
        pauses=_common_pauses([result.pauses for result in several]),
        check=SelfCheck(
            lags=tuple(lags),
            cpu_share=max(check.cpu_share for check in checks),
            not_sent=sum(check.not_sent for check in checks),
            held_back=sum(check.held_back for check in checks),
            lost=tuple(name for check in checks for name in check.lost),
            clock_steps=max(check.clock_steps for check in checks),
            stalled_s=max(check.stalled_s for check in checks),
        ),
        broken_stage=min(broken) if broken else None,
    )


def _common_pauses(several: list[tuple[Pause, ...]]) -> tuple[Pause, ...]:
    """The times in which none of the generators got an answer."""
    common = list(several[0])
    for pauses in several[1:]:
        overlaps = [(max(a.at_s, b.at_s), min(a.at_s + a.seconds, b.at_s + b.seconds)) for a in common for b in pauses]
        common = [Pause(start, end - start) for start, end in overlaps if end - start >= PAUSE_S]
    return tuple(common)


def _merged_second(seconds: Iterable[Second]) -> Second:
    several = list(seconds)
    latencies = Latencies(2)
    for second in several:
        if second.latencies is not None:
            latencies.merge(second.latencies)
    return Second(
        started=sum(one.started for one in several),
        good=sum(one.good for one in several),
        failed=sum(one.failed for one in several),
        finished=sum(one.finished for one in several),
        in_flight=sum(one.in_flight for one in several),
        latencies=latencies if latencies.total else None,
    )


def _second_to_data(second: Second) -> list[Any]:
    counts = [second.started, second.good, second.failed, second.finished, second.in_flight]
    return [*counts, second.latencies.to_data() if second.latencies is not None else None]


def _second_from_data(data: list[Any]) -> Second:
    started, good, failed, finished, in_flight, latencies = data
    known = Latencies.from_data(latencies) if latencies is not None else None
    return Second(started, good, failed, finished, in_flight, known)
