"""A slope's bounds hold as often as they claim, and one odd moment makes no slope."""

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.record.certainty import CERTAINTY, Certainty
from acceptance.record.slope import FEWEST, slope, spared
from acceptance.record.statistics import Status


@given(st.floats(-50, 50), st.integers(0, 1000))
def test_a_slope_lies_within_its_bounds(true, seed):
    chance = random.Random(seed)
    found = slope([(x, 100 + true * x + chance.gauss(0, 5)) for x in range(40)])
    assert found.low <= found.middle <= found.high
    assert found.middle == pytest.approx(true, abs=1.0)


def test_one_odd_moment_does_not_make_a_slope():
    points = [(x, 10.0 + 0.01 * (x % 3)) for x in range(20)]
    points[10] = (10, 900.0)
    assert slope(points).at_most(1.0, "ms").status is Status.SATISFIED


@pytest.mark.parametrize("moments", [3, 5, 7])
@pytest.mark.parametrize("risk", [0.3, 0.05, 0.002])
def test_so_many_slopes_are_spared_as_every_order_there_is_says(moments, risk):
    orders = [sum(a > b for a, b in itertools.combinations(one, 2)) for one in itertools.permutations(range(moments))]
    fitting = [k for k in range(len(orders)) if sum(order <= k for order in orders) <= risk * len(orders)]
    assert spared(moments, risk) == (fitting[-1] if fitting else None)


def test_many_moments_are_treated_like_nearly_as_many():
    for risk in (1 - CERTAINTY.satisfied, 1 - CERTAINTY.violated):
        assert spared(60, risk) < spared(61, risk) < spared(62, risk)


def test_a_slope_exactly_at_its_limit_is_rarely_called_too_steep_or_fine():
    chance, moments, draws = np.random.default_rng(11), 16, 100_000
    one, other = np.triu_indices(moments, 1)
    y = chance.standard_t(3, (draws, moments)) + np.arange(moments)  # the true slope is 1
    slopes = np.sort((y[:, other] - y[:, one]) / (other - one), axis=1)
    red = int((slopes[:, spared(moments, 1 - CERTAINTY.violated)] > 1).sum())
    green = int((slopes[:, -1 - spared(moments, 1 - CERTAINTY.satisfied)] <= 1).sum())
    expected = draws * (1 - CERTAINTY.violated)
    assert red <= expected + 4 * math.sqrt(expected)
    assert green <= 0.05 * draws + 4 * math.sqrt(0.05 * draws)
    assert green > 0.03 * draws  # else the bound would be needlessly wide


def test_too_few_moments_tell_of_no_slope_and_few_of_none_that_is_too_steep():
    rising = [(float(x), float(x)) for x in range(FEWEST - 1)]
    assert slope(rising).at_most(0.1, "ms").status is Status.INCONCLUSIVE
    surer = Certainty(violated=1 - 1e-6)
    eight = [(float(x), 100.0 * x) for x in range(FEWEST)]
    assert slope(eight).at_most(1, "ms").status is Status.VIOLATED
    assert slope(eight, surer).at_most(1, "ms").status is Status.INCONCLUSIVE


def test_what_lies_within_tells_how_many_moments_would_settle_it():
    chance = random.Random(3)
    noisy = [(float(x), 1.3 * x + chance.gauss(0, 4)) for x in range(16)]
    reason = slope(noisy).at_most(1, "ms").reason
    assert "lies within" in reason and "such moments would show that it is" in reason
