"""What one generator process counts: nothing twice, nothing lost, and its own pauses are not the platform's."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.instruments.load.plan import Ceiling
from acceptance.instruments.load.recorder import Recorder, share_of, stage_at
from acceptance.instruments.load.result import GOOD, LoadResult, Pause
from acceptance.instruments.load.workload import Closed, Limits, Open, Stage

LOAD = Open.steady(10, 10)
REQUESTS = st.lists(
    st.tuples(st.floats(0, 9.9), st.floats(0, 5), st.sampled_from([GOOD, "status 500", "cut off"])),
    min_size=1,
    max_size=40,
)


def recorder(requests, workload=LOAD, told_between=False):
    found = Recorder(workload, len(requests))
    events = [(due, 0, due, outcome) for due, _, outcome in requests]
    events += [(due + took, 1, due, outcome) for due, took, outcome in requests]
    for now, kind, due, outcome in sorted(events):
        if kind == 0:
            found.begun(0, due, now)
        else:
            found.ended(0, "ask", outcome, due, now)
        if told_between:
            found.result(now)
    return found


@given(REQUESTS)
def test_seconds_outcomes_and_times_add_up_to_what_was_sent(requests):
    result = recorder(requests).result(20)
    assert result.total == result.sent == sum(second.started for second in result.series) == len(requests)
    assert result.good == sum(second.good for second in result.series)
    assert result.answered == sum(second.finished for second in result.series)
    assert result.doubts() == ([] if result.answered else result.doubts())


@given(REQUESTS)
def test_telling_what_is_known_every_now_and_then_changes_nothing(requests):
    told = recorder(requests, told_between=True).result(20).to_record()
    once = recorder(requests).result(20).to_record()
    assert {**told, "started": ""} == {**once, "started": ""}
    assert LoadResult.from_record(json.loads(json.dumps(told))).to_record() == told


def test_a_time_without_any_answer_is_a_pause_only_while_somebody_waits():
    idle = recorder([(0.0, 0.01, GOOD), (5.0, 0.01, GOOD)]).result(10)
    waiting = recorder([(0.0, 0.01, GOOD), (1.0, 0.5, GOOD)]).result(10)
    assert idle.pauses == ()
    assert waiting.pauses == (Pause(1.0, pytest.approx(0.5)),)


def test_the_generators_own_pause_is_taken_off():
    found = Recorder(LOAD, 1)
    found.begun(0, 1.0, 1.0)
    found.stalled(1.1, 1.45)
    found.ended(0, "ask", GOOD, 1.0, 1.5)
    assert found.result(10).pauses == (Pause(1.0, pytest.approx(0.15)),)
    assert found.result(10).check.stalled_s == pytest.approx(0.35)


def test_an_arrival_without_room_is_a_failure_and_a_doubt():
    found = recorder([(0.0, 0.01, GOOD)])
    found.no_room(0, "ask", 2.0)
    result = found.result(10)
    assert (result.total, result.good, result.failed) == (2, 1, 1)
    assert "no room" in result.doubts()[0]


def test_a_good_answer_after_the_load_is_good_but_not_in_time():
    result = recorder([(0.0, 0.1, GOOD), (9.9, 5.0, GOOD)]).result(20)
    assert (result.good, result.good_in_time, result.goodput) == (2, 1, 0.1)


def test_a_jump_of_the_wall_clock_is_counted_and_changes_no_time(monkeypatch):
    found = recorder([(0.0, 0.1, GOOD)])
    wall = __import__("time").time
    monkeypatch.setattr("acceptance.instruments.load.recorder.time.time", lambda: wall() + 3600)
    found.tick(1.0, 0.1)
    found.tick(2.0, 0.1)
    result = found.result(10)
    assert (result.check.clock_steps, result.quantile(1.0)) == (1, pytest.approx(0.1, rel=0.002))


def test_limits_break_on_slow_answers_and_on_failed_ones():
    stages = Open((Stage(10, 1), Stage(20, 1)))
    slow = recorder([(0.0, 0.4, GOOD)] * 2 + [(0.0, 0.01, GOOD)] * 18, stages)
    failed = recorder([(0.0, 0.0, "status 500")] + [(0.0, 0.01, GOOD)] * 19, stages)
    well = recorder([(0.0, 0.01, GOOD)] * 20, stages)
    assert [one.breaks(0, Limits(0.3)) for one in (slow, failed, well)] == [True, True, False]
    assert not slow.breaks(1, Limits(0.3))


def test_a_stage_whose_answers_never_come_is_broken():
    found = Recorder(Open((Stage(10, 1), Stage(20, 1))), 30)
    for number in range(10):
        found.begun(0, number / 10, number / 10)
    assert found.breaks(0, Limits(0.3))


@given(st.integers(1, 5), st.integers(1, 60))
def test_workers_share_every_arrival_once(workers, rate):
    load = Open.steady(rate, 3)
    assert sum(share_of(load, worker, workers) for worker in range(workers)) == rate * 3


def test_a_moment_belongs_to_a_stage():
    spans = Closed(10, 5, 4, ramp_stages=2).stages()
    assert [stage_at(spans, at) for at in (0.0, 1.9, 2.0, 4.0, 8.9, 99.0)] == [0, 0, 1, 2, 2, 2]


@given(st.floats(1, 1000), st.lists(st.floats(0, 2), min_size=1, max_size=300))
def test_the_ceiling_is_never_exceeded_by_more_than_a_moment(per_s, moments):
    ceiling = Ceiling(per_s)
    sent = sorted(at + ceiling.wait_s(at) for at in sorted(moments))
    for first in range(0, len(sent), 7):
        within = [at for at in sent if sent[first] <= at < sent[first] + 1]
        assert len(within) <= per_s * 1.1 + 2
