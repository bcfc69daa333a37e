"""How much worse it became, and how that is called."""

import math

import pytest

from acceptance.chaos.figures import Figures, Rating, degradation, effect, pooled, rating
from acceptance.instruments.load.histogram import Latencies
from acceptance.instruments.load.result import Second


def second(good: int, failed: int, seconds: float) -> Second:
    latencies = Latencies(2)
    for _ in range(good + failed):
        latencies.add(seconds)
    return Second(good + failed, good, failed, good + failed, 0, latencies)


@pytest.mark.parametrize(
    ("before", "with_fault", "word"),
    [(100, 149.9, Rating.GOOD), (100, 150, Rating.MODERATE), (100, 299.9, Rating.MODERATE), (100, 300, Rating.POOR)],
)
def test_a_rating_changes_at_half_and_at_twice_as_much_again(before, with_fault, word):
    assert rating(before, with_fault) is word


def test_what_cannot_be_compared_is_poor():
    assert rating(0, 100) is Rating.POOR
    assert rating(math.nan, math.nan) is Rating.POOR


def test_what_became_faster_has_not_become_worse():
    assert degradation(100, 40) == 0


def test_a_fast_error_costs_as_much_as_a_customer_waits():
    well = [second(40, 0, 0.005)] * 4
    refused = [second(0, 40, 0.001)] * 4
    found = effect([refused, refused], [well, well], patience_s=4)
    assert found.grows_by_ms == pytest.approx(3995, rel=0.01)


def test_the_effect_of_windows_in_turns_has_bounds_around_it():
    well = [second(40, 0, value) for value in (0.005, 0.006, 0.005, 0.007)]
    slow = [second(40, 0, value) for value in (0.505, 0.507, 0.506, 0.508)]
    found = effect([slow, slow], [well, well], patience_s=4)
    assert found.least_ms is not None and found.most_ms is not None
    assert found.least_ms < found.grows_by_ms < found.most_ms
    assert found.least_ms > 480


def test_what_is_only_chance_has_bounds_around_nothing():
    one = [second(40, 0, value) for value in (0.005, 0.009, 0.006, 0.007)]
    other = [second(40, 0, value) for value in (0.007, 0.005, 0.009, 0.006)]
    found = effect([one, other], [other, one], patience_s=4)
    assert found.least_ms is not None and found.most_ms is not None
    assert found.least_ms < 0 < found.most_ms


def test_of_a_single_window_nothing_tells_chance_from_effect():
    found = effect([[second(40, 0, 0.5)] * 3], [[second(40, 0, 0.005)] * 3], patience_s=4)
    assert found.least_ms is None and found.most_ms is None


def test_phases_together_weigh_by_their_requests():
    first = Figures(10, 0, 10.0, 20.0, 30.0, 5.0, 10.0)
    second_phase = Figures(30, 15, 30.0, 40.0, 50.0, 15.0, 70.0)
    together = pooled([first, second_phase])
    assert (together.requests, together.failed) == (40, 15)
    assert together.mean_ms == pytest.approx((10 * 10 + 15 * 30) / 25)
    assert together.cost_ms == pytest.approx((10 * 10 + 30 * 70) / 40)
    assert together.p99_ms == 50
