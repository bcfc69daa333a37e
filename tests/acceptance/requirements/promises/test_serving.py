"""What is said of a load follows from its histograms: failed requests are never fast, and each counts once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.instruments.load.histogram import Latencies
from acceptance.instruments.load.result import GOOD, LoadResult, Second
from acceptance.instruments.load.workload import Span
from acceptance.outcome import Inconclusive, NotAssessed, Violated
from acceptance.profile.joining import join
from acceptance.profile.judging import Judging
from acceptance.profile.objectives import Objectives
from acceptance.record.statistics import Status
from acceptance.requirements.promises import serving
from acceptance.requirements.promises.judging import judge
from profiles import profile_with

AGREED = join(Path("profiles/local.yaml")).content["objectives"]


@pytest.fixture
def suite() -> Any:
    lines: list[Any] = []
    ledger = SimpleNamespace(append=lambda kind, data: lines.append((kind, data)))
    return SimpleNamespace(
        profile=profile_with(judging=Judging(), objectives=Objectives.model_validate(AGREED)),
        ledger=ledger,
        lines=lines,
    )


def load(seconds: int = 30, **outcomes: dict[float, int]) -> LoadResult:
    """A load of so many seconds; each outcome (`_` for a space) has times in seconds and how often they occurred."""
    latencies = {}
    for what, times in outcomes.items():
        histogram = Latencies()
        for took_s, count in times.items():
            histogram.add(took_s, count)
        latencies[0, "score", what.replace("_", " ")] = histogram
    good = sum(outcomes.get("good", {}).values())
    total = sum(sum(times.values()) for times in outcomes.values())
    return LoadResult(
        workload="steady",
        started=datetime.now(UTC),
        offered_s=seconds,
        elapsed_s=seconds,
        intended=total,
        sent=total,
        good_in_time=good,
        stages=(Span("steady", total / seconds, 0, seconds),),
        latencies=latencies,
        series=tuple(Second(good=good // seconds) for _ in range(seconds)),
    )


def statuses(suite: Any, one: LoadResult) -> dict[str, Status]:
    several = (serving.availability, serving.errors, serving.latency, serving.throughput)
    return {judged.__name__: judged(suite, one, "here").judged().status for judged in several}


def test_a_good_load_satisfies_everything_and_is_recorded(suite: Any):
    assert set(statuses(suite, load(good={0.01: 3300})).values()) == {Status.SATISFIED}
    assert [data["name"] for _, data in suite.lines] == ["availability", "errors", "latency", "throughput"]


def test_too_few_requests_are_inconclusive(suite: Any):
    assert statuses(suite, load(1, good={0.01: 58})) == dict.fromkeys(
        ("availability", "errors", "latency"), Status.INCONCLUSIVE
    ) | {"throughput": Status.VIOLATED}


def test_fast_failures_are_neither_available_nor_fast(suite: Any):
    found = statuses(suite, load(good={0.01: 3000}, status_503={0.001: 300}))
    assert found["availability"] is found["errors"] is found["latency"] is Status.VIOLATED


def test_wrong_content_is_an_error_although_the_service_answered(suite: Any):
    found = statuses(suite, load(good={0.01: 3200}, wrong_content={0.001: 100}))
    assert found["availability"] is Status.SATISFIED
    assert found["errors"] is Status.VIOLATED


def test_two_of_a_hundred_slow_answers_violate_the_tail_and_not_the_rest(suite: Any):
    found = statuses(suite, load(good={0.01: 3200, 1.2: 100}))
    assert found == {
        "availability": Status.SATISFIED,
        "errors": Status.SATISFIED,
        "latency": Status.VIOLATED,
        "throughput": Status.SATISFIED,
    }


def test_a_limit_below_the_promise_violates_the_throughput(suite: Any):
    found = statuses(suite, load(good={0.01: 2400}, status_429={0.01: 900}))
    assert found["throughput"] is Status.VIOLATED


def test_judging_checks_a_verdict_and_says_how_many_are_needed(suite: Any):
    judge(serving.availability(suite, load(good={0.01: 3300}), "here"))
    with pytest.raises(Violated, match="98"):
        judge(serving.errors(suite, load(good={0.01: 3240}, status_500={0.01: 60}), "here"))
    with pytest.raises(Inconclusive, match="takes 2995"):
        judge(serving.availability(suite, load(1, good={0.01: 60}), "here"))


def test_what_was_not_agreed_is_not_assessed(suite: Any):
    suite.profile = profile_with(objectives=Objectives())
    with pytest.raises(NotAssessed, match=r"objectives\.availability"):
        serving.availability(suite, load(good={0.01: 1}), "here")
    with pytest.raises(NotAssessed, match="may be read"):
        serving.reading(suite)


def test_outcomes_are_told_in_words():
    assert serving.faults(load(good={0.01: 5}, status_503={0.01: 2}, cut_off={0.01: 1})) == (
        "not good: 2 times status 503, 1 times cut off, 1 without an answer"
    )
    assert serving.faults(load(**{GOOD: {0.01: 5}})) == ""
