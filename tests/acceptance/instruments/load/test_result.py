"""Histograms and results of loads: exact when merged, the same after they were written down, and honest in doubt."""

import math
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.instruments.load.histogram import LONGEST_US, Latencies, quantile_of
from acceptance.instruments.load.result import GOOD, NOT_SENT, LoadResult, Pause, Second, SelfCheck, merge
from acceptance.instruments.load.workload import Span

TIMES = st.lists(st.floats(1e-6, 590), min_size=1, max_size=60)


def latencies(times, digits=3):
    found = Latencies(digits)
    for seconds in times:
        found.add(seconds)
    return found


def result(times, outcomes=None, **changed):
    outcomes = outcomes or {GOOD: times}
    values = {
        "workload": "one a second",
        "started": datetime(2026, 1, 1, tzinfo=UTC),
        "offered_s": 10.0,
        "elapsed_s": 10.5,
        "intended": sum(map(len, outcomes.values())),
        "sent": sum(map(len, outcomes.values())),
        "good_in_time": len(outcomes.get(GOOD, [])),
        "stages": (Span("one a second", 1.0, 0.0, 10.0),),
        "latencies": {(0, "score", outcome): latencies(values) for outcome, values in outcomes.items()},
        "series": (Second(3, 2, 1, 3, 1, latencies([0.1, 0.2], 2)), Second()),
        "pauses": (Pause(1.5, 0.25),),
        "check": SelfCheck(lags=(latencies([0.001]),), cpu_share=0.3),
    }
    return LoadResult(**(values | changed))


@given(TIMES, st.floats(0, 1))
def test_a_quantile_is_the_value_at_its_rank_to_three_digits(times, q):
    exact = sorted(times)[max(1, math.ceil(q * len(times) - 1e-9)) - 1]
    assert latencies(times).quantile(q) == pytest.approx(exact, rel=0.0011, abs=1.5e-6)


@given(TIMES, TIMES)
def test_merging_two_histograms_is_the_histogram_of_both(some, others):
    merged = latencies(some)
    merged.merge(latencies(others))
    assert merged.steps() == latencies(some + others).steps()


@given(TIMES)
def test_a_histogram_is_the_same_after_it_was_written_down(times):
    found = latencies([*times, 10_000])
    read = Latencies.from_data(found.to_data())
    assert (read.steps(), read.overflow, read.total) == (found.steps(), 1, len(times) + 1)


def test_what_is_longer_than_ten_minutes_is_counted_and_longer_than_any_other():
    found = latencies([0.1, LONGEST_US / 1e6 + 1])
    assert (found.overflow, found.quantile(0.5), found.quantile(1)) == (1, pytest.approx(0.1, rel=0.001), math.inf)
    assert found.slower_than(0.2) == 1


def test_a_text_that_is_no_histogram_is_refused():
    with pytest.raises(ValueError, match="no histogram"):
        Latencies.from_data({"hdr": "nonsense", "overflow": 0, "digits": 3})


def test_there_is_no_quantile_of_nothing():
    with pytest.raises(ValueError, match="no quantile"):
        quantile_of([], 0.5)


def test_every_figure_can_be_computed_again_from_the_record():
    before = result([], {GOOD: [0.01 * i for i in range(1, 90)], "status 500": [0.001] * 10, "cut off": [1.0]})
    after = LoadResult.from_record(before.to_record())
    assert after.to_record() == before.to_record()
    assert (after.outcomes(), after.quantile(0.95), after.success_rate) == (
        before.outcomes(),
        before.quantile(0.95),
        before.success_rate,
    )
    assert after.series[0].p95_s == before.series[0].p95_s


def test_a_record_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="no result of a load"):
        LoadResult.from_record({"workload": "x", "check": {}})


def test_quick_failures_do_not_make_the_times_better():
    found = result([], {GOOD: [0.2] * 90, "status 503": [0.001] * 10})
    assert found.quantile(0.5) == pytest.approx(0.2, rel=0.001)
    assert found.quantile_of_all(0.9) == pytest.approx(0.2, rel=0.001)
    assert found.quantile_of_all(0.91) == math.inf
    assert found.slower_than(0.5) == 10


@given(st.integers(2, 4), st.integers(0, 10_000))
def test_the_results_of_several_generators_merge_exactly(generators, seed):
    chance = random.Random(seed)
    parts = [[chance.expovariate(20) for _ in range(50)] for _ in range(generators)]
    together = merge(result(part) for part in parts)
    alone = result([one for part in parts for one in part])
    assert together.times().steps() == alone.times().steps()
    assert (together.sent, together.good, together.intended) == (alone.sent, alone.good, alone.intended)
    assert together.series[0].started == 3 * generators


def test_a_pause_counts_only_when_no_generator_got_an_answer():
    one = result([0.1], pauses=(Pause(1.0, 0.5), Pause(5.0, 0.5)))
    other = result([0.1], pauses=(Pause(1.2, 0.5),))
    assert merge([one, other]).pauses == (Pause(1.2, pytest.approx(0.3)),)


def test_a_stage_has_only_what_was_due_in_it():
    two = (Span("a", 1.0, 0.0, 1.0), Span("b", 9.0, 1.0, 2.0))
    found = result([], stages=two, latencies={(0, "x", GOOD): latencies([0.1]), (1, "x", "status 500"): latencies([1])})
    assert (found.of_stage(0).outcomes(), found.of_stage(1).outcomes()) == ({GOOD: 1}, {"status 500": 1})
    assert found.of_stage(1).series == found.series[1:2]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"check": SelfCheck(lost=("worker 2",))}, "worker 2 ended before the load did"),
        ({"check": SelfCheck(not_sent=3)}, "no room"),
        ({"check": SelfCheck(held_back=3)}, "ceiling"),
        ({"check": SelfCheck(lags=(latencies([0.5]),))}, "could not keep its schedule"),
        ({"check": SelfCheck(cpu_share=0.99)}, "measured itself"),
        ({"intended": 300}, "only 3 of 300"),
    ],
)
def test_a_generator_that_did_not_do_what_it_was_asked_says_so(changed, words):
    found = result([0.1, 0.1, 0.1])
    assert found.doubts() == []
    assert words in " ".join(replace(found, **changed).doubts())


def test_nothing_is_concluded_where_nobody_answered():
    assert "not one of 2 requests was answered" in result([], {"no connection": [0.1, 0.1]}).doubts()[0]
    assert result([], {NOT_SENT: []}).doubts() == ["not one request was sent"]
