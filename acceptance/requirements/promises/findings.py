"""What the figures of a load say, as surely as the profile asks for.

What a busy machine may have caused is never called a violation; what came out well in spite of it stays.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hamcrest import equal_to

from acceptance.checks import check, inconclusive
from acceptance.instruments.load.result import GOOD, LoadResult, Second
from acceptance.instruments.load.traffic import WRONG_CONTENT
from acceptance.instruments.load.workload import Limits
from acceptance.outcome import Cause
from acceptance.record.certainty import CERTAINTY, Certainty
from acceptance.record.slope import FEWEST, Slope, slope
from acceptance.record.statistics import Judgement, Quantile, Rate, Share, Status, dispersion
from acceptance.requirements.promises.loads import Sample

WARM_UP = 0.25
"""The share of a long load at its beginning that says nothing of a slope: caches fill, memory is claimed."""


def check_judged(judgement: Judgement, meaning: str) -> None:
    """A check that can also come to nothing: too few numbers, such that nothing can be said, or a disturbed load.

    Raises:
        Violated, Inconclusive
    """
    if judgement.status is Status.INCONCLUSIVE:
        cause = Cause.ENVIRONMENT if judgement.disturbed else Cause.SUITE
        inconclusive(f"{meaning}: {judgement.reason}", cause)
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


def answered_within(result: LoadResult, share: float, limit_s: float, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether this share of all requests gets a good answer in time; a failed one is not in time."""
    observed = result.quantile_of_all(share)
    within = result.total - result.slower_than(limit_s)
    seen = observed * 1000 if math.isfinite(observed) else None
    per_s = result.achieved_per_s
    part = Quantile(within, result.total, share, limit_s * 1000, "ms", seen, certainty=sure, per_s=per_s)
    return part.judged().unless(result.disturbances())


def good_share(result: LoadResult, share: float, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether this share of all requests gets a good answer."""
    judged = Share(result.good, result.total, share, sure, per_s=result.achieved_per_s).judged()
    others = {outcome: count for outcome, count in result.outcomes().items() if outcome != GOOD}
    told = ", ".join(f"{count} {outcome}" for outcome, count in others.items())
    told = judged.reason + (f" ({told})" if told else "")
    return replace(judged, reason=told).unless(result.disturbances())


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


def borne(result: LoadResult, required_per_s: float, limits: Limits, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether the last rate that was borne is at least the required one.

    A stage ends the load as soon as its own requests are beyond the limits, which chance alone may do: whether the
    required rate was broken is judged by that stage's numbers.
    """
    found = breaking(result)
    told = f"broken at {found.first_bad_per_s} a second: {found.gave_way}"
    last = found.last_good_per_s or 0.0
    if last >= required_per_s:
        return Judgement(Status.SATISFIED, last, last, None, told)
    assert result.broken_stage is not None
    stage = result.of_stage(result.broken_stage)
    several = (
        good_share(stage, 1 - limits.failed_share, sure),
        answered_within(stage, limits.of, limits.slowest_s, sure),
    )
    worst = max(several, key=lambda one: one.severity)
    status = worst.status if worst.status is Status.VIOLATED else Status.INCONCLUSIVE
    return replace(worst, status=status, observed=last, reason=f"{worst.reason} ({told})")


def _gave_way(stage: LoadResult) -> str:
    if doubts := stage.doubts():
        return "the load generator, not the platform: " + "; ".join(doubts)
    failed = {outcome: count for outcome, count in stage.outcomes().items() if outcome != GOOD}
    told = ", ".join(f"{count} of {stage.total} {outcome}" for outcome, count in failed.items())
    p95 = stage.quantile(0.95)
    slow = f"p95 of good answers {p95 * 1000:.0f} ms" if math.isfinite(p95) else "no good answer"
    return f"{told}; {slow}" if told else slow


# -- what changes over time


def latency_slope(series: Sequence[Second], duration_s: float, sure: Certainty = CERTAINTY) -> Slope:
    """How the median time of answers changes, in milliseconds a minute."""
    medians = [(at, second.quantile(0.5)) for at, second in enumerate(series[: math.floor(duration_s)])]
    settled = [(at, p50 * 1000) for at, p50 in medians if p50 is not None and at >= WARM_UP * duration_s]
    return slope(settled, sure) * 60


def memory_slope(samples: Sequence[Sample], rate_per_s: float, sure: Certainty = CERTAINTY) -> Slope:
    """How the memory of all processes together grows, in megabytes for each 1,000 requests.

    Each process is looked at for itself: one that was replaced takes its memory with it.
    """
    if not samples:
        return Slope(math.nan, math.nan, math.nan, 0)
    first, last = samples[0].at_s, samples[-1].at_s
    settled = [one for one in samples if one.at_s >= first + WARM_UP * (last - first)]
    names = {name for sample in settled for name in sample.bytes_of}
    each = [slope([(one.at_s, one.bytes_of[name]) for one in settled if name in one.bytes_of], sure) for name in names]
    known = [found for found in each if found.moments >= FEWEST]
    if not known:
        return Slope(math.nan, math.nan, math.nan, max((found.moments for found in each), default=0))
    scale = 1000 / rate_per_s / 1e6
    low, middle, high = (sum(getattr(one, part) for one in known) * scale for part in ("low", "middle", "high"))
    return Slope(low, middle, high, min(found.moments for found in known))


def times_grow_at_most(result: LoadResult, limit_ms_per_min: float, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether the usual time of an answer grows no more than so."""
    found = latency_slope(result.series, result.offered_s, sure)
    return found.at_most(limit_ms_per_min, "ms a minute").unless(result.disturbances())


def stands_still(result: LoadResult, longest_s: float) -> Judgement:
    """Whether times without any answer that are longer than so come more than once: once may be chance."""
    pauses = long_pauses(result, longest_s)
    status = Status.SATISFIED if len(pauses) <= 1 else Status.VIOLATED
    told = f"{len(pauses)} times of more than {longest_s * 1000:g} ms without an answer, at most 1 is accepted"
    told += f": {', '.join(pauses)}" if pauses else ""
    return Judgement(status, len(pauses), len(pauses), None, told).unless(result.disturbances())


def long_pauses(result: LoadResult, longest_s: float) -> list[str]:
    """Times without any answer that were longer, in words."""
    return [
        f"{pause.seconds * 1000:.0f} ms at {pause.at_s:.1f} s" for pause in result.pauses if pause.seconds > longest_s
    ]


def rate(result: LoadResult, per_s: float, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether more than so many good answers a second are given while requests are offered."""
    counts = [second.good for second in result.series[: math.floor(result.offered_s)]]
    part = Rate(
        result.good_in_time,
        result.offered_s,
        per_s,
        dispersion=dispersion(counts),
        seconds_counted=len(counts),
        certainty=sure,
    )
    return part.judged().unless(result.disturbances())


def more_than_before(first: LoadResult, last: LoadResult, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether more good answers a second are given in one stage than in an earlier one.

    If both were alike, each answer of either would be of the later one with the share that this has of the time.
    """
    share = last.offered_s / (first.offered_s + last.offered_s)
    judged = Share(last.good_in_time, first.good_in_time + last.good_in_time, share, sure).judged()
    told = f"{first.goodput:.1f} a second first, {last.goodput:.1f} in the end: {judged.reason}"
    return replace(judged, reason=told).unless([*first.disturbances(), *last.disturbances()])


def hit_share(hits: int, requests: int, share: float, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether this share of the requests found a copy."""
    return Share(min(hits, requests), requests, share, sure).judged()


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
