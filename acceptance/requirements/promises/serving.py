"""Availability, times, errors and throughput of the service, all from one load. The load is put on once a process."""

from __future__ import annotations

import math
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from acceptance.checks import inconclusive
from acceptance.instruments.load.result import NO_ANSWER, LoadResult
from acceptance.instruments.load.run import planned, run
from acceptance.instruments.load.table import table
from acceptance.instruments.load.traffic import WRONG_CONTENT, Ask, Rule, traffic
from acceptance.instruments.load.workload import Open
from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.objectives import Objectives, Throughput, share
from acceptance.record.assessment import Assessment
from acceptance.record.ledger import Kind
from acceptance.record.statistics import Evidence, Quantile, Rate, Share, dispersion, upper_rank
from acceptance.requirements.promises.judging import assess, certainty, figure, require
from acceptance.subjects.customers import varied_figures
from acceptance.suite import Suite

UNDER_LOAD = "under the agreed load"
READING = "while reading only"
ATTEMPTS = 2
REPEATS = 6
"""Into how many slices a load is cut for comparisons between runs."""

_offered: WeakKeyDictionary[Suite, LoadResult] = WeakKeyDictionary()
_reading: WeakKeyDictionary[Suite, LoadResult] = WeakKeyDictionary()


def offered(suite: Suite) -> LoadResult:
    """What came of the agreed load of requests to score; the same for every objective that is judged by it.

    Every customer is scored once before, alone: an answer under load is only good when it is that one.

    Raises:
        Inconclusive: the generator did not do what it was asked, so that its figures say nothing.
    """
    if suite not in _offered:
        block = suite.profile.agreed(Objectives)
        wanted = require(block.throughput, "throughput")
        workload = Open.steady(offered_rate(wanted), block.offered.seconds)
        found = _put_on(suite, workload, _scoring(suite, block.offered.customers), UNDER_LOAD)
        _compare_by(suite, found)
        _offered[suite] = found
    return _believed(_offered[suite])


def reading(suite: Suite) -> LoadResult:
    """What came of the agreed reading load; it changes nothing.

    Raises:
        NotAssessed: the profile does not say what may be read.
        Inconclusive: the generator did not do what it was asked.
    """
    if suite not in _reading:
        block = suite.profile.agreed(Objectives).reading
        if block is None:
            raise NotAssessed("the profile does not say what may be read (objectives.reading)", Cause.BINDING)
        ask = Ask(block.operation, rules={word: Rule() for word in block.expect})
        _reading[suite] = _put_on(suite, Open.steady(block.rate_per_s, block.seconds), [ask], READING)
    return _believed(_reading[suite])


def availability(suite: Suite, load: LoadResult, measured: str) -> Assessment:
    """Requests that the service answered without a fault of its own, of all that were offered."""
    objective = require(suite.profile.agreed(Objectives).availability, "availability")
    answered = load.good + load.count(WRONG_CONTENT)
    sure, per_s = certainty(suite, objective), _per_s(load)
    part = Share(answered, load.total, share(objective.at_least_percent), sure, per_s=per_s)
    target = f"at least {objective.at_least_percent:g} %"
    return assess(suite, objective, "availability", target, measured, [part], load.disturbances())


def errors(suite: Suite, load: LoadResult, measured: str) -> Assessment:
    """Requests with a good answer, of all that were offered: the share of errors, seen from the other side."""
    objective = require(suite.profile.agreed(Objectives).errors, "errors")
    target = round(1 - share(objective.at_most_percent), 12)
    part = Share(load.good, load.total, target, certainty(suite, objective), per_s=_per_s(load))
    words = f"at most {objective.at_most_percent:g} %"
    return assess(suite, objective, "errors", words, measured, [part], load.disturbances())


def latency(suite: Suite, load: LoadResult, measured: str) -> Assessment:
    """In which time the answers came. A request without a good answer counts as one that was never answered."""
    objective = require(suite.profile.agreed(Objectives).latency, "latency")
    parts: list[Evidence] = []
    for limit in objective.limits:
        quantile = share(limit.percentile)
        rank = upper_rank(load.total, quantile, objective.confidence)
        bound = load.quantile_of_all(rank / load.total) if rank else math.inf
        parts.append(
            Quantile(
                within=load.total - load.slower_than(limit.at_most_ms / 1000),
                total=load.total,
                quantile=quantile,
                limit=limit.at_most_ms,
                unit="ms",
                observed=_milliseconds(load.quantile_of_all(quantile)),
                bound=_milliseconds(bound),
                certainty=certainty(suite, objective),
                per_s=_per_s(load),
            )
        )
    words = ", ".join(f"p{limit.percentile:g} at most {limit.at_most_ms:g} ms" for limit in objective.limits)
    return assess(suite, objective, "latency", words, measured, parts, load.disturbances())


def throughput(suite: Suite, load: LoadResult, measured: str) -> Assessment:
    """Good answers a second while more than that were offered."""
    objective = require(suite.profile.agreed(Objectives).throughput, "throughput")
    whole = [second.good for second in load.series[: math.floor(load.offered_s)]]
    part = Rate(
        load.good_in_time,
        load.offered_s,
        objective.more_than_per_s,
        dispersion=round(dispersion(whole), 6),
        seconds_counted=len(whole),
        certainty=certainty(suite, objective),
    )
    words = f"more than {objective.more_than_per_s:g} a second of {offered_rate(objective):g} offered"
    return assess(suite, objective, "throughput", words, measured, [part], load.disturbances())


def offered_rate(wanted: Throughput) -> float:
    """How many requests a second are offered here.

    Raises:
        NotAssessed: the profile does not say it.
    """
    if wanted.offered_per_s is None:
        raise NotAssessed(
            "the profile has no objectives.throughput.offered_per_s: no load is agreed here", Cause.BINDING
        )
    return wanted.offered_per_s


def _scoring(suite: Suite, customers: int) -> list[Ask]:
    asks = []
    for figures in varied_figures(suite.product, customers, seed=97):
        customer = suite.customer(figures)
        known = suite.platform.operations.do("score", **customer.words()).words
        rules = {
            word: Rule(allowed=(known[word],)) for word in ("credit_score", "risk_level") if known[word] is not None
        }
        if len(rules) < 2:
            inconclusive("a score without load says no score or no risk level; nothing to compare with", Cause.PLATFORM)
        asks.append(Ask("score", customer.words(), {**rules, "request_id": Rule()}))
    return asks


def _put_on(suite: Suite, workload: Open, asks: Iterable[Ask], about: str) -> LoadResult:
    """Puts a load on, and once more when the generator did not do what it was asked: a busy machine may recover."""
    asked = list(asks)
    suite.platform.operations.used.update(ask.operation for ask in asked)
    plan = planned(suite.profile, workload, traffic(suite.profile, asked, workload.total_s))
    for _ in range(ATTEMPTS):
        found = run(plan)
        suite.ledger.append(Kind.LOAD, {"about": about, "table": table(found), **found.to_record()})
        if not found.doubts():
            break
    return found


def _believed(load: LoadResult) -> LoadResult:
    doubts = load.doubts()
    if doubts:
        inconclusive(f"nothing can be said of this load: {'; '.join(doubts)}")
    return load


def _compare_by(suite: Suite, load: LoadResult) -> None:
    """Figures for comparisons between runs: one value for each slice of the load."""
    size = max(1, len(load.series) // REPEATS)
    slices = [load.series[at : at + size] for at in range(0, size * REPEATS, size) if load.series[at : at + size]]
    for name, q in (("answer time p50", 0.5), ("answer time p95", 0.95), ("answer time p99", 0.99)):
        several = [[time for second in one if (time := second.quantile(q)) is not None] for one in slices]
        figure(suite, name, "ms", "lower", (1000 * sum(times) / len(times) for times in several if times))
    figure(suite, "good answers", "a second", "higher", (sum(s.good for s in one) / len(one) for one in slices))


def _per_s(load: LoadResult) -> float:
    return round(load.achieved_per_s, 3)


def _milliseconds(seconds: float) -> float | None:
    return round(1000 * seconds, 3) if math.isfinite(seconds) else None


def faults(load: LoadResult) -> str:
    """The outcomes of requests that were not good, in words."""
    bad = [f"{count} times {what}" for what, count in load.outcomes().items() if what != "good"]
    unanswered = sum(load.count(what) for what in NO_ANSWER)
    return f"not good: {', '.join(bad)}, {unanswered} without an answer" if bad else ""
