"""What the figures of an experiment say: how it was in each phase, how much worse with the fault, and how good that is.

A request that failed counts as if it had taken as long as a customer waits at most: a fast error is no good answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from acceptance.instruments.load.result import LoadResult, Second

GOOD_BELOW = 0.5
MODERATE_BELOW = 2.0
CONFIDENCE = 0.95


class Rating(StrEnum):
    """By how much the mean time of a request grew: below 50 %, below 200 %, or more."""

    GOOD = "GOOD"
    MODERATE = "MODERATE"
    POOR = "POOR"


@dataclass(frozen=True)
class Figures:
    """One phase in numbers; times in milliseconds, NaN where nothing was answered well.

    Attributes:
        cost_ms: the mean time of a request, where each failed one counts as long as a customer waits at most.
    """

    requests: int
    failed: int
    mean_ms: float
    p95_ms: float
    p99_ms: float
    good_per_s: float
    cost_ms: float

    @classmethod
    def of(cls, result: LoadResult, patience_s: float) -> Figures:
        cost = math.nan
        if result.total:
            good_s = result.mean() * result.good if result.good else 0.0
            cost = (good_s + patience_s * result.failed) / result.total
        return cls(
            requests=result.total,
            failed=result.failed,
            mean_ms=result.mean() * 1000 if result.good else math.nan,
            p95_ms=result.quantile(0.95) * 1000,
            p99_ms=result.quantile(0.99) * 1000,
            good_per_s=result.goodput,
            cost_ms=cost * 1000,
        )


@dataclass(frozen=True)
class Effect:
    """How much longer a request takes with the fault: milliseconds, and from where to where that may lie by chance.

    The bounds are None where the fault was there only once: then nothing tells it from what happened to happen then.
    """

    grows_by_ms: float
    least_ms: float | None
    most_ms: float | None


def degradation(before_ms: float, with_fault_ms: float) -> float:
    """By how much a mean time grew, as a share of what it was; one that became shorter has not grown.

    >>> degradation(100, 130)
    0.3
    """
    return max(0.0, (with_fault_ms - before_ms) / before_ms) if before_ms > 0 else math.nan


def rating(before_ms: float, with_fault_ms: float) -> Rating:
    """How a growth is called; what cannot be compared is poor."""
    grown = degradation(before_ms, with_fault_ms)
    if grown < GOOD_BELOW:
        return Rating.GOOD
    return Rating.MODERATE if grown < MODERATE_BELOW else Rating.POOR


def pooled(several: Iterable[Figures]) -> Figures:
    """The figures of phases taken together; of its quantiles the worst."""
    found = list(several)
    requests = sum(one.requests for one in found)
    good = requests - sum(one.failed for one in found)

    def mean(values: Iterable[tuple[float, int]]) -> float:
        weighed = [(value, weight) for value, weight in values if weight]
        weight = sum(weight for _, weight in weighed)
        return sum(value * weight for value, weight in weighed) / weight if weight else math.nan

    return Figures(
        requests=requests,
        failed=requests - good,
        mean_ms=mean((one.mean_ms, one.requests - one.failed) for one in found),
        p95_ms=max((one.p95_ms for one in found if not math.isnan(one.p95_ms)), default=math.nan),
        p99_ms=max((one.p99_ms for one in found if not math.isnan(one.p99_ms)), default=math.nan),
        good_per_s=fmean(one.good_per_s for one in found) if found else 0.0,
        cost_ms=mean((one.cost_ms, one.requests) for one in found),
    )


def effect(with_fault: Sequence[Sequence[Second]], without: Sequence[Sequence[Second]], patience_s: float) -> Effect:
    """By how much a second with the fault costs more than one without, from windows that took turns.

    The bounds are those of Welch's t at 95 % over seconds.
    """
    harmed = [cost for window in with_fault for cost in _costs_ms(window, patience_s)]
    well = [cost for window in without for cost in _costs_ms(window, patience_s)]
    if not harmed or not well:
        return Effect(math.nan, None, None)
    grows_by_ms = fmean(harmed) - fmean(well)
    if len(with_fault) < 2 or len(harmed) < 2 or len(well) < 2:
        return Effect(grows_by_ms, None, None)
    half_ms = _half_width_ms(harmed, well)
    return Effect(grows_by_ms, grows_by_ms - half_ms, grows_by_ms + half_ms)


def _half_width_ms(one: Sequence[float], other: Sequence[float]) -> float:
    from scipy.stats import t

    parts = [_variance(values) / len(values) for values in (one, other)]
    if not sum(parts):
        return 0.0
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(values) - 1) for part, values in zip(parts, (one, other), strict=True)
    )
    return float(t.ppf((1 + CONFIDENCE) / 2, freedom)) * math.sqrt(sum(parts))


def _variance(values: Sequence[float]) -> float:
    middle = fmean(values)
    return sum((value - middle) ** 2 for value in values) / (len(values) - 1)


def _costs_ms(seconds: Iterable[Second], patience_s: float) -> list[float]:
    return [cost for cost in (_cost_ms(one, patience_s) for one in seconds) if cost is not None]


def _cost_ms(second: Second, patience_s: float) -> float | None:
    asked = second.good + second.failed
    if not asked:
        return None
    mean_s = second.latencies.mean() if second.latencies is not None and second.latencies.total else 0.0
    return (second.good * mean_s + second.failed * max(patience_s, mean_s)) / asked * 1000
