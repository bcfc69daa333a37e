"""What the figures of a load say, with a confidence of 95 %."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from hamcrest import equal_to

from acceptance.checks import check, inconclusive
from acceptance.instruments.load.result import GOOD, LoadResult, Second
from acceptance.instruments.load.traffic import WRONG_CONTENT
from acceptance.record.statistics import Judgement, Quantile, Rate, Share, Status, dispersion
from acceptance.requirements.promises.loads import Sample

FEWEST = 8
"""Moments that a slope is computed from."""
WARM_UP = 0.25
"""The share of a long load at its beginning that says nothing of a slope: caches fill, memory is claimed."""


def check_judged(judgement: Judgement, meaning: str) -> None:
    """A check that can also come to nothing: with too few numbers, or such that nothing can be said.

    Raises:
        Violated, Inconclusive
    """
    if judgement.status is Status.INCONCLUSIVE:
        inconclusive(f"{meaning}: {judgement.reason}")
    check(judgement.status.value, equal_to(Status.SATISFIED.value), f"{meaning} ({judgement.reason})")


def check_each_judged(judged: Sequence[tuple[str, Judgement]]) -> None:
    """Checks every one of several, by what each means; one that came to nothing does not hide a violated one.

    Raises:
        Violated: one or more are; the first is told.
        Inconclusive: none is, and one came to nothing.
    """
    order = (Status.SATISFIED, Status.VIOLATED, Status.INCONCLUSIVE)
    for meaning, judgement in sorted(judged, key=lambda one: order.index(one[1].status)):
        check_judged(judgement, meaning)


def answered_within(result: LoadResult, share: float, limit_s: float) -> Judgement:
    """Whether this share of all requests gets a good answer in time; a failed one is not in time."""
    observed = result.quantile_of_all(share)
    within = result.total - result.slower_than(limit_s)
    seen = observed * 1000 if math.isfinite(observed) else None
    return Quantile(within, result.total, share, limit_s * 1000, "ms", seen).judged()


def good_share(result: LoadResult, share: float) -> Judgement:
    """Whether this share of all requests gets a good answer."""
    judged = Share(result.good, result.total, share).judged()
    others = {outcome: count for outcome, count in result.outcomes().items() if outcome != GOOD}
    told = ", ".join(f"{count} {outcome}" for outcome, count in others.items())
    return Judgement(
        judged.status, judged.observed, judged.bound, judged.needed, judged.reason + (f" ({told})" if told else "")
    )


def wrong_answers(result: LoadResult) -> int:
    """Answers that looked like a success and were not: of another customer, another score, or nothing at all."""
    return result.count(WRONG_CONTENT)


# -- where it breaks


@dataclass(frozen=True)
class Breaking:
    """Where a rising rate broke a limit: rates in requests a second, None where there is none."""

    last_good_per_s: float | None
    first_bad_per_s: float | None
    gave_way: str


def breaking(result: LoadResult) -> Breaking:
    """The last rate that was borne, the first that was not, and what gave way there."""
    rates = [span.rate_per_s for span in result.stages]
    if result.broken_stage is None:
        return Breaking(rates[-1], None, "nothing up to the highest rate that is allowed")
    index = result.broken_stage
    return Breaking(rates[index - 1] if index else None, rates[index], _gave_way(result.of_stage(index)))


def _gave_way(stage: LoadResult) -> str:
    if doubts := stage.doubts():
        return "the load generator, not the platform: " + "; ".join(doubts)
    failed = {outcome: count for outcome, count in stage.outcomes().items() if outcome != GOOD}
    told = ", ".join(f"{count} of {stage.total} {outcome}" for outcome, count in failed.items())
    p95 = stage.quantile(0.95)
    slow = f"p95 of good answers {p95 * 1000:.0f} ms" if math.isfinite(p95) else "no good answer"
    return f"{told}; {slow}" if told else slow


# -- what changes over time


@dataclass(frozen=True)
class Slope:
    """A change per unit, from `low` to `high` with a confidence of 95 % on each side."""

    low: float
    middle: float
    high: float
    moments: int

    def at_most(self, limit: float, unit: str) -> Judgement:
        """Whether it stays within a limit."""
        told = f"{self.middle:.3g} {unit}, from {self.low:.3g} to {self.high:.3g}, over {self.moments} moments"
        if self.moments < FEWEST:
            return Judgement(Status.INCONCLUSIVE, None, None, FEWEST, f"{self.moments} moments tell of no slope")
        if self.high <= limit:
            return Judgement(Status.SATISFIED, self.middle, self.high, None, f"{told}: at most {limit:g} is met")
        if self.low > limit:
            return Judgement(Status.VIOLATED, self.middle, self.low, None, f"{told}: at most {limit:g} is not met")
        return Judgement(Status.INCONCLUSIVE, self.middle, self.high, None, f"{told}: {limit:g} lies within")


def slope(points: Sequence[tuple[float, float]]) -> Slope:
    """The median of the slopes between all pairs (Theil 1950, Sen 1968): single odd moments do not move it."""
    if len(points) < FEWEST:
        return Slope(math.nan, math.nan, math.nan, len(points))
    # Here, because every process of a run would pay half a second for it, and few measure slopes.
    from scipy.stats import theilslopes

    found = theilslopes([y for _, y in points], [x for x, _ in points], alpha=0.9)
    return Slope(float(found.low_slope), float(found.slope), float(found.high_slope), len(points))


def latency_slope(series: Sequence[Second], duration_s: float) -> Slope:
    """How the median time of answers changes, in milliseconds a minute."""
    medians = [(at, second.quantile(0.5)) for at, second in enumerate(series[: math.floor(duration_s)])]
    settled = [(at, p50 * 1000) for at, p50 in medians if p50 is not None and at >= WARM_UP * duration_s]
    found = slope(settled)
    return Slope(found.low * 60, found.middle * 60, found.high * 60, found.moments)


def memory_slope(samples: Sequence[Sample], rate_per_s: float) -> Slope:
    """How the memory of all processes together grows, in megabytes for each 1,000 requests.

    Each process is looked at for itself: one that was replaced takes its memory with it.
    """
    if not samples:
        return Slope(math.nan, math.nan, math.nan, 0)
    first, last = samples[0].at_s, samples[-1].at_s
    settled = [one for one in samples if one.at_s >= first + WARM_UP * (last - first)]
    names = {name for sample in settled for name in sample.bytes_of}
    each = [slope([(one.at_s, one.bytes_of[name]) for one in settled if name in one.bytes_of]) for name in names]
    known = [found for found in each if found.moments >= FEWEST]
    if not known:
        return Slope(math.nan, math.nan, math.nan, max((found.moments for found in each), default=0))
    scale = 1000 / rate_per_s / 1e6
    low, middle, high = (sum(getattr(one, part) for one in known) * scale for part in ("low", "middle", "high"))
    return Slope(low, middle, high, min(found.moments for found in known))


def long_pauses(result: LoadResult, longest_s: float) -> list[str]:
    """Times without any answer that were longer, in words."""
    return [
        f"{pause.seconds * 1000:.0f} ms at {pause.at_s:.1f} s" for pause in result.pauses if pause.seconds > longest_s
    ]


def rate(result: LoadResult, per_s: float) -> Judgement:
    """Whether more than so many good answers a second are given while requests are offered."""
    counts = [second.good for second in result.series[: math.floor(result.offered_s)]]
    return Rate(result.good_in_time, result.offered_s, per_s, dispersion=dispersion(counts)).judged()


def hit_share(hits: int, requests: int, share: float) -> Judgement:
    """Whether this share of the requests found a copy."""
    return Share(min(hits, requests), requests, share).judged()


def unlike_itself(result: LoadResult) -> list[str]:
    """Figures of one result that cannot all be true, each in words."""
    ordered = [result.quantile(q) for q in (0.0, 0.5, 0.95, 0.99, 0.999, 1.0)]
    by_second = sum(second.good + second.failed for second in result.series)
    contradictions = {
        "the quantiles do not ascend": any(a > b for a, b in itertools.pairwise(ordered)),
        "the average is beyond the longest time": result.mean() > ordered[-1] * 1.001,
        f"the seconds add up to {by_second}, not to {result.total}": by_second != result.total,
        "more good answers came in time than came at all": result.good_in_time > result.good,
        "more was sent than the schedule had": result.intended is not None and result.sent > result.intended,
    }
    return [words for words, contradicts in contradictions.items() if contradicts]
