"""Workloads: what they mean in arrivals, how they are overridden, and which are refused."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.instruments.load.workload import Closed, Limits, Open, Stage, from_data, to_data
from acceptance.outcome import ConfigurationError


@given(st.integers(1, 400), st.integers(1, 30))
def test_constant_arrivals_are_as_many_as_the_rate_says_and_evenly_spaced(rate, seconds):
    due = [at for _, at in Open.steady(rate, seconds).due()]
    assert len(due) == rate * seconds
    assert all(b - a == pytest.approx(1 / rate) for a, b in itertools.pairwise(due))


@given(st.integers(0, 1000))
def test_random_arrivals_have_the_rate_on_average_and_are_the_same_for_a_seed(seed):
    load = Open.steady(200, 50, "poisson", seed)
    due = [at for _, at in load.due()]
    assert due == [at for _, at in load.due()] == sorted(due)
    assert abs(len(due) - 10_000) < 600  # six standard deviations
    gaps = [b - a for a, b in itertools.pairwise(due)]
    assert sum(gap > 1 / 200 for gap in gaps) / len(gaps) == pytest.approx(0.368, abs=0.04)


def test_stages_follow_each_other():
    load = Open((Stage(10, 2), Stage(100, 1)))
    assert [index for index, _ in load.due()] == [0] * 20 + [1] * 100
    assert [(span.start_s, span.end_s) for span in load.stages()] == [(0, 2), (2, 3)]
    assert next(at for index, at in load.due() if index == 1) == 2.0


@pytest.mark.parametrize(
    "load",
    [
        Closed(50, 300, 30, 1, 3, ramp_stages=4, seed=3),
        Open((Stage(1, 2), Stage(3, 4)), "poisson", 9, Limits(0.5)),
        Open.steady(110, 30),
    ],
)
def test_a_workload_is_the_same_after_it_was_sent(load):
    assert from_data(to_data(load)) == load


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Open.steady(0, 10), "a rate of 0 requests a second is none"),
        (lambda: Open.steady(-5, 10), "a rate of -5 requests a second is none"),
        (lambda: Open.steady(5, 0), "a stage of 0 s is none"),
        (lambda: Open(()), "without a stage"),
        (lambda: Open.steady(5, 1, "sometimes"), "constant or poisson"),
        (lambda: Closed(0, 10), "0 users cannot put load"),
        (lambda: Closed(5, -1), "a load of -1 s is none"),
        (lambda: Closed(5, 1, -1), "a ramp-up of -1 s"),
        (lambda: Closed(5, 1, 0, 3, 1), "from 3 to 1 s is impossible"),
    ],
)
def test_what_is_no_load_is_refused_in_a_sentence(make, words):
    with pytest.raises(ConfigurationError, match="The load cannot be made: .*" + words):
        make()


def test_the_environment_overrides_the_profile():
    given_ = {"CONCURRENT_USERS": "100", "DURATION_SECONDS": "600", "THINK_TIME_MAX": "2.5", "RAMP_UP_TIME": ""}
    assert Closed(50, 300, 30, 1, 3).overridden(given_) == Closed(100, 600.0, 30, 1, 2.5)


@pytest.mark.parametrize("text", ["many", "5.5", "0x10"])
def test_a_variable_that_is_no_number_is_named(text):
    with pytest.raises(ConfigurationError, match=r"CONCURRENT_USERS is .*give a whole number"):
        Closed(50, 300).overridden({"CONCURRENT_USERS": text})


def test_users_who_think_two_seconds_cannot_exceed_half_their_number():
    assert Closed(50, 300, 0, 1, 3).most_per_s == 25
