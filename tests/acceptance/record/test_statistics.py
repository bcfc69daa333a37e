"""Verdicts agree with independent arithmetic: statsmodels' bounds, and samples drawn by brute force."""

from __future__ import annotations

import math
import os
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from acceptance.record.statistics import (
    AtMost,
    Budget,
    Certainty,
    Quantile,
    Rate,
    Share,
    Status,
    decisive,
    dispersion,
    evidence,
    upper_rank,
)

CASES = 10_000 if os.environ.get("CAMPAIGN") == "full" else 500


def cases(seed: int) -> list[tuple[int, int, float, float]]:
    """Random (good, total, target, confidence), most of them near the target, where a verdict is easily wrong."""
    chance = np.random.default_rng(seed)
    drawn = []
    for _ in range(CASES):
        total = int(chance.integers(1, 20_000))
        target = float(chance.choice([0.9, 0.95, 0.99, 0.995, 0.999, 0.9999]))
        good = int(chance.binomial(total, min(1.0, max(0.0, target + chance.normal(0, 1.5 * (1 - target))))))
        drawn.append((good, total, target, float(chance.choice([0.8, 0.9, 0.95, 0.99]))))
    return drawn


def test_a_share_is_judged_as_by_the_bounds_of_another_library():
    for good, total, target, confidence in cases(seed=1):
        low, high = proportion_confint(good, total, alpha=2 * (1 - confidence), method="beta")
        low, high = (0.0 if good == 0 else low), (1.0 if good == total else high)
        share = Share(good, total, target, Certainty(confidence, confidence))
        assert math.isclose(share.lower(), low, abs_tol=1e-9)
        assert math.isclose(share.upper(), high, abs_tol=1e-9)
        if min(abs(low - target), abs(high - target)) > 1e-9:
            expected = Status.SATISFIED if low > target else Status.VIOLATED if high < target else Status.INCONCLUSIVE
            assert share.judged().status is expected


def test_a_rate_is_judged_as_by_the_bounds_of_another_library():
    chance = np.random.default_rng(2)
    for _ in range(CASES // 10):
        count, seconds, confidence = int(chance.integers(1, 5000)), float(chance.uniform(1, 100)), 0.95
        low, high = confint_poisson(count, seconds, method="exact-c", alpha=2 * (1 - confidence))
        rate = Rate(count, seconds, target=50, certainty=Certainty(confidence, confidence))
        assert math.isclose(rate.lower(), low, rel_tol=1e-9)
        assert math.isclose(rate.upper(), high, rel_tol=1e-9)


def test_the_upper_rank_is_the_smallest_that_covers_by_exact_arithmetic():
    def below(rank: int, total: int, quantile: Fraction) -> Fraction:
        """P(at most rank - 1 of total lie below the quantile)."""
        return sum(
            (math.comb(total, k) * quantile**k * (1 - quantile) ** (total - k) for k in range(rank)), Fraction(0)
        )

    for total in (1, 2, 10, 58, 59, 60, 120, 300):
        for quantile in (Fraction(1, 2), Fraction(9, 10), Fraction(19, 20), Fraction(99, 100)):
            rank = upper_rank(total, float(quantile))
            if rank is None:
                assert below(total, total, quantile) < Fraction(19, 20)
            else:
                assert below(rank, total, quantile) >= Fraction(19, 20)
                assert rank == 1 or below(rank - 1, total, quantile) < Fraction(19, 20)


def test_the_bound_of_a_quantile_is_wrong_in_at_most_one_of_twenty_samples():
    chance = np.random.default_rng(3)
    samples, total = 4000, 400
    drawn = np.sort(chance.lognormal(0, 1, (samples, total)), axis=1)
    truth = math.exp(1.6448536269514722)  # the true p95
    rank = upper_rank(total, 0.95)
    assert rank is not None
    wrong = float((drawn[:, rank - 1] < truth).mean())
    assert wrong <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / samples)
    assert wrong > 0.02  # else the bound would be needlessly wide


def test_a_quantile_is_within_its_limit_exactly_when_its_bound_is():
    chance = np.random.default_rng(4)
    for _ in range(CASES // 10):
        values = np.sort(chance.lognormal(0, 1, int(chance.integers(1, 800))))
        limit = float(chance.lognormal(1.6, 0.5))
        rank = upper_rank(len(values), 0.95)
        bound_holds = rank is not None and values[rank - 1] <= limit
        judged = Quantile(int((values <= limit).sum()), len(values), 0.95, limit, "ms").judged()
        assert (judged.status is Status.SATISFIED) == bound_holds


def test_a_platform_that_is_just_as_bad_as_the_target_is_called_good_in_at_most_one_of_twenty_runs():
    chance = np.random.default_rng(5)
    runs, total, target = 20_000, 3300, 0.999
    good = chance.binomial(total, target, runs)
    verdicts = {count: Share(int(count), total, target).judged().status for count in np.unique(good)}
    said_good = sum(verdicts[count] is Status.SATISFIED for count in good)
    assert said_good / runs <= 0.05


@pytest.mark.parametrize(("target", "needed"), [(0.95, 59), (0.99, 299), (0.999, 2995), (0.9999, 29_956)])
def test_without_a_failure_this_many_are_needed_and_one_less_is_not_enough(target, needed):
    assert Share(0, 0, target).judged().needed == needed
    assert Share(needed, needed, target).judged().status is Status.SATISFIED
    assert Share(needed - 1, needed - 1, target).judged().status is Status.INCONCLUSIVE


def test_of_two_thousand_cases_1917_must_be_right_to_say_95_percent():
    assert Share(1917, 2000, 0.95).judged().status is Status.SATISFIED  # 95.85 %
    assert Share(1916, 2000, 0.95).judged().status is Status.INCONCLUSIVE


def test_997_of_1000_parts_against_999_is_violated_and_said_so():
    judged = Share(9970, 10_000, 0.999).judged()
    assert judged.status is Status.VIOLATED
    assert "99.7 %" in judged.reason and "99.9 % is not met" in judged.reason
    assert Share(997, 1000, 0.999, census=True).judged().status is Status.VIOLATED


def test_a_census_is_compared_to_the_last_one_without_rounding():
    assert Share(9990, 10_000, 0.999, census=True).judged().status is Status.SATISFIED
    assert Share(9_989_999, 10_000_000, 0.999, census=True).judged().status is Status.VIOLATED
    assert "99.8999 %" in Share(9_989_999, 10_000_000, 0.999, census=True).judged().reason


def test_nothing_observed_says_nothing():
    for nothing in (Share(0, 0, 0.9), Quantile(0, 0, 0.95, 1, "s"), Rate(0, 0, 1), AtMost(None, 1, "s", 0)):
        assert nothing.judged().status is Status.INCONCLUSIVE
    assert Share(0, 0, 0.9, census=True).judged().status is Status.INCONCLUSIVE
    assert decisive([]).status is Status.INCONCLUSIVE


def test_seconds_that_scatter_more_than_chance_widen_the_bound_of_a_rate():
    steady, stalling = [110] * 30, [220, 0] * 15
    assert dispersion(steady) == 1.0
    assert Rate(3300, 30, 100, dispersion=dispersion(steady)).judged().status is Status.SATISFIED
    assert Rate(3300, 30, 100, dispersion=dispersion(stalling)).judged().status is Status.INCONCLUSIVE
    assert Rate(2400, 30, 100).judged().status is Status.VIOLATED


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from([0.9, 0.95, 0.99]))
def test_one_more_bad_one_never_makes_a_verdict_better(good, bad, target):
    order = [Status.SATISFIED, Status.INCONCLUSIVE, Status.VIOLATED]
    first, second = (Share(good, good + more, target).judged().status for more in (bad, bad + 1))
    assert order.index(second) >= order.index(first) or good + bad == 0


@given(st.integers(0, 60), st.sampled_from([0.8, 0.95, 0.99]))
@settings(max_examples=30)
def test_the_count_that_is_needed_is_enough_and_the_smallest(bad, target):
    needed = Share(0, bad, target).needed()
    assert Share(needed - bad, needed, target).judged().status is Status.SATISFIED
    assert Share(needed - 1 - bad, needed - 1, target).judged().status is not Status.SATISFIED


def test_the_budget_of_99_9_percent():
    assert round(Budget(0.999, 30 * 24 * 60).allowed_min, 9) == 43.2
    assert round(Budget(0.999, 365.25 / 12 * 24 * 60).allowed_min, 1) == 43.8
    assert round(Budget(0.999, 365.25 * 24 * 60).allowed_min / 60, 2) == 8.77


def test_997_burns_three_budgets_of_999():
    budget = Budget(0.999, 30 * 24 * 60, 0.997)
    assert round(budget.burnt_min, 1) == 129.6
    assert round(budget.left_min, 1) == -86.4
    assert round(budget.burn_rate, 6) == 3


@given(
    st.one_of(
        st.builds(lambda good, bad: Share(good, good + bad, 0.99), st.integers(0, 99), st.integers(0, 99)),
        st.builds(lambda count, s: Rate(count, s, 100), st.integers(0, 9999), st.floats(0, 100)),
        st.builds(lambda value: AtMost(value, 10, "s", 3), st.floats(0, 100)),
        st.builds(lambda good, bad: Quantile(good, good + bad, 0.95, 5, "ms"), st.integers(0, 99), st.integers(0, 99)),
    )
)
def test_evidence_is_read_back_as_it_was_written(one):
    assert evidence(one.to_data()) == one


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "opinion"},
        {"kind": "share", "good": 5, "total": 3, "target": 0.9},
        {"kind": "share", "good": 5, "total": 9, "target": 1.0},
        {"kind": "share", "good": 5},
        {"kind": "rate", "count": -1, "seconds": 3, "target": 1},
    ],
)
def test_numbers_that_contradict_each_other_are_no_evidence(data):
    with pytest.raises(ValueError):
        evidence(data)
