"""What is concluded from the figures of a load: slopes with bounds, where it broke, and nothing from too little."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from acceptance.checks import Violated
from acceptance.instruments.load.histogram import Latencies
from acceptance.instruments.load.result import GOOD, LoadResult, Pause, Second, SelfCheck
from acceptance.instruments.load.surroundings import Agreed, Moment, Surroundings
from acceptance.instruments.load.workload import Span
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.profile.performance import Memory
from acceptance.record.statistics import Status
from acceptance.requirements.promises import findings
from acceptance.requirements.promises.loads import LIMITS, Sample, told


def latencies(times, digits=3):
    found = Latencies(digits)
    for seconds in times:
        found.add(seconds)
    return found


def result(outcomes, **changed):
    total = sum(map(len, outcomes.values()))
    values = {
        "workload": "so many a second",
        "started": datetime(2026, 1, 1, tzinfo=UTC),
        "offered_s": 10.0,
        "elapsed_s": 10.0,
        "intended": total,
        "sent": total,
        "good_in_time": len(outcomes.get(GOOD, [])),
        "stages": (Span("so many a second", 10.0, 0.0, 10.0),),
        "latencies": {(0, "score", outcome): latencies(times) for outcome, times in outcomes.items()},
        "series": (Second(good=len(outcomes.get(GOOD, [])), failed=total - len(outcomes.get(GOOD, []))),),
    }
    return LoadResult(**(values | changed))


def test_three_slow_answers_of_a_hundred_violate_the_99th_percentile_and_not_the_95th():
    load = result({GOOD: [0.02] * 1280 + [1.2] * 40})
    assert findings.answered_within(load, 0.99, 1.0).status is Status.VIOLATED
    assert findings.answered_within(load, 0.95, 0.5).status is Status.SATISFIED


def test_quick_failures_are_not_in_time():
    load = result({GOOD: [0.02] * 900, "status 503": [0.001] * 100})
    assert findings.answered_within(load, 0.95, 0.5).status is Status.VIOLATED
    judged = findings.good_share(load, 0.99)
    assert (judged.status, "100 status 503" in judged.reason) == (Status.VIOLATED, True)


def test_too_few_requests_say_nothing():
    judged = findings.answered_within(result({GOOD: [0.02] * 58}), 0.95, 0.5)
    assert judged.status is Status.INCONCLUSIVE
    with pytest.raises(Inconclusive, match="takes 59"):
        findings.check_judged(judged, "in time")


def test_a_violated_judgement_is_a_failed_check():
    with pytest.raises(Violated, match="in time"):
        findings.check_judged(findings.answered_within(result({GOOD: [2.0] * 100}), 0.95, 0.5), "in time")


def test_times_that_creep_up_are_seen_and_the_beginning_is_left_out():
    creeping = [Second(latencies=latencies([0.02 + 0.003 * at] * 20, 2)) for at in range(20)]
    steady = [Second(latencies=latencies([0.5 if at < 4 else 0.02] * 20, 2)) for at in range(20)]
    assert findings.latency_slope(creeping, 20).at_most(150, "ms a minute").status is Status.VIOLATED
    assert findings.latency_slope(steady, 20).at_most(150, "ms a minute").status is Status.SATISFIED
    assert findings.latency_slope(steady[:5], 5).at_most(150, "ms a minute").status is Status.INCONCLUSIVE


def test_memory_that_is_kept_is_seen_in_the_sum_of_all_processes():
    def samples(each_s):
        return [Sample(at, {"1": 9e7 + each_s * at, "2": 9e7}) for at in range(21)]

    assert findings.memory_slope(samples(1.6e6), 80).middle == pytest.approx(20)
    assert findings.memory_slope(samples(1.6e6), 80).at_most(5, "MB").status is Status.VIOLATED
    assert findings.memory_slope(samples(0), 80).at_most(5, "MB").status is Status.SATISFIED
    assert findings.memory_slope([], 80).at_most(5, "MB").status is Status.INCONCLUSIVE
    assert findings.memory_slope(samples(0)[:4], 80).at_most(5, "MB").status is Status.INCONCLUSIVE


def test_memory_is_read_from_the_measurements_and_missing_ones_are_not_taken_for_none():
    text = '# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes{pid="7"} 9.1e+07\n'
    assert list(told(text, Memory(operation="read")).values()) == [9.1e7]
    with pytest.raises(NotAssessed, match="does not tell"):
        told("other 1\n", Memory(operation="read"))
    with pytest.raises(NotAssessed, match="cannot be read as Prometheus' text"):
        told("<html>busy</html>\n", Memory(operation="read"))


def staged(*stages, **changed):
    rates = (60.0, 110.0, 170.0)
    spans = tuple(Span(f"{rate:g} a second", rate, i, i + 1) for i, rate in enumerate(rates[: len(stages)]))
    found = {
        (index, "score", outcome): latencies(times)
        for index, stage in enumerate(stages)
        for outcome, times in stage.items()
    }
    return result({}, stages=spans, latencies=found, intended=None, **changed)


def test_the_last_good_rate_the_first_bad_one_and_what_gave_way_are_told():
    load = staged({GOOD: [0.01] * 60}, {GOOD: [0.01] * 60, "status 429": [0.001] * 50}, broken_stage=1)
    found = findings.breaking(load)
    assert (found.last_good_per_s, found.first_bad_per_s) == (60, 110)
    assert "50 of 110 status 429" in found.gave_way


def test_a_generator_that_gave_way_is_not_taken_for_the_platform():
    late = (latencies([0.001]), latencies([0.4] * 10))
    load = staged({GOOD: [0.01]}, {GOOD: [0.6] * 110}, broken_stage=1, check=SelfCheck(lags=late))
    assert findings.breaking(load).gave_way.startswith("the load generator, not the platform")


def test_a_rate_that_never_broke_says_so():
    found = findings.breaking(staged({GOOD: [0.01]}, {GOOD: [0.01]}))
    assert (found.last_good_per_s, found.first_bad_per_s) == (110, None)


def test_pauses_count_from_the_agreed_length_on():
    load = result({GOOD: [0.1]}, pauses=(Pause(1, 0.12), Pause(11, 0.2)))
    assert findings.long_pauses(load, 0.15) == ["200 ms at 11.0 s"]


def test_figures_that_contradict_each_other_are_named():
    load = result({GOOD: [0.1, 0.2]})
    assert findings.unlike_itself(load) == []
    assert findings.unlike_itself(replace(load, good_in_time=3)) == ["more good answers came in time than came at all"]
    assert "add up to 0, not to 2" in findings.unlike_itself(replace(load, series=()))[0]


NOTHING, VIOLATED, FINE = ([0.02] * 5, [2.0] * 100, [0.02] * 100)


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        ([FINE, FINE], None),
        ([FINE, NOTHING], Inconclusive),
        ([NOTHING, VIOLATED], Violated),
        ([VIOLATED, NOTHING], Violated),
    ],
)
def test_a_stage_that_says_nothing_does_not_hide_a_violated_one(stages, told):
    judged = [
        (f"stage {number}", findings.answered_within(result({GOOD: times}), 0.95, 0.5))
        for number, times in enumerate(stages)
    ]
    if told is None:
        findings.check_each_judged(judged)
    else:
        with pytest.raises(told):
            findings.check_each_judged(judged)


BUSY = Surroundings(
    tuple(Moment(at, 0.05, 0.38, 0.5, 0.9) for at in range(1_767_225_600, 1_767_225_611)),
    Agreed(0.1, 0.25, 0.75, (7,)),
)


def test_what_a_busy_machine_may_have_caused_is_inconclusive_and_the_environments():
    slow = result({GOOD: [2.0] * 100}, surroundings=BUSY)
    with pytest.raises(Inconclusive, match="other programs took 38 % of the processors") as told:
        findings.check_judged(findings.answered_within(slow, 0.95, 0.5), "in time")
    assert told.value.cause is Cause.ENVIRONMENT


def test_every_judgement_of_a_load_is_spared_on_a_busy_machine_and_violated_on_a_quiet_one():
    pauses = tuple(Pause(at, 0.2) for at in range(5))
    creeping = tuple(Second(good=5, latencies=latencies([0.02 + 0.03 * at] * 20, 2)) for at in range(20))
    bad = result({GOOD: [2.0] * 100, "status 503": [0.1] * 100}, pauses=pauses, series=creeping, offered_s=20.0)
    quick = result({GOOD: [0.02] * 500})
    broken = staged({GOOD: [0.01] * 60, "status 503": [0.1] * 60}, broken_stage=0)
    judged = {
        "answers": lambda load, _: findings.answered_within(load, 0.95, 0.5),
        "share": lambda load, _: findings.good_share(load, 0.99),
        "rate": lambda load, _: findings.rate(load, 100),
        "pauses": lambda load, _: findings.stands_still(load, 0.15),
        "times": lambda load, _: findings.times_grow_at_most(load, 10),
        "stages": lambda load, _: findings.more_than_before(quick, load),
        "rising": lambda _, stage: findings.borne(stage, 100, LIMITS),
    }
    for name, judge in judged.items():
        assert judge(bad, broken).status is Status.VIOLATED, name
        spared = judge(replace(bad, surroundings=BUSY), replace(broken, surroundings=BUSY))
        assert (spared.status, spared.disturbed) == (Status.INCONCLUSIVE, True), name


def test_what_came_out_well_stays_so_on_a_busy_machine():
    load = result({GOOD: [0.02] * 1000}, surroundings=BUSY)
    assert findings.answered_within(load, 0.95, 0.5).status is Status.SATISFIED


def test_a_stage_that_broke_by_chance_leaves_open_whether_the_rate_is_borne():
    by_chance = staged({GOOD: [0.01] * 107, "status 503": [0.1] * 3}, {GOOD: [0.01]}, broken_stage=0)
    assert findings.borne(by_chance, 100, LIMITS).status is Status.INCONCLUSIVE
    above = staged({GOOD: [0.01] * 60}, {GOOD: [0.01]}, {"status 503": [0.1] * 170}, broken_stage=2)
    assert findings.borne(above, 100, LIMITS).status is Status.SATISFIED


def test_a_little_more_than_before_may_be_chance():
    first, last = result({GOOD: [0.1] * 300}), result({GOOD: [0.1] * 310})
    assert findings.more_than_before(first, last).status is Status.INCONCLUSIVE
    assert findings.more_than_before(first, result({GOOD: [0.1] * 500})).status is Status.SATISFIED
    assert findings.more_than_before(first, result({GOOD: [0.1] * 150})).status is Status.VIOLATED
