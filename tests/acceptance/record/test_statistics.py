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

from acceptance.record.certainty import Certainty, violated_with
from acceptance.record.statistics import (
    AtMost,
    Budget,
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


# -- a platform that stands exactly at its limits

RUNS = 2000
JUDGEMENTS = 1000
AT_MOST = 0.05 * RUNS + 4 * math.sqrt(0.05 * RUNS)
"""Runs of a thousand judgements in which any may be red, with what chance adds to the simulation itself."""


def runs_with_any(red: np.ndarray) -> int:
    return int(red.reshape(RUNS, JUDGEMENTS).any(axis=1).sum())


@pytest.mark.parametrize(
    ("total", "target"), [(3060, 0.999), (10_000, 0.999), (1150, 0.99), (1150, 0.95), (2000, 0.95)]
)
def test_a_thousand_shares_or_quantiles_at_their_limit_are_seldom_called_violated(total, target):
    good = np.random.default_rng(21).binomial(total, target, RUNS * JUDGEMENTS)
    counts, places = np.unique(good, return_inverse=True)
    shares = np.array([Share(int(count), total, target).judged().status is Status.VIOLATED for count in counts])
    quantiles = [Quantile(int(n), total, target, 500, "ms").judged().status is Status.VIOLATED for n in counts]
    assert list(shares) == quantiles
    assert runs_with_any(shares[places]) <= AT_MOST
    assert runs_with_any(shares[places]) == pytest.approx(
        RUNS * (1 - (1 - Share(0, total, target).false_red()) ** JUDGEMENTS), abs=4 * math.sqrt(0.05 * RUNS)
    )


def test_with_95_percent_both_ways_most_runs_of_25_judgements_would_be_red():
    red = 1 - (1 - Share(0, 100_000, 0.95, Certainty(0.95, 0.95)).false_red()) ** 25
    assert red == pytest.approx(0.72, abs=0.01)


def test_a_thousand_rates_at_their_limit_are_seldom_called_violated():
    counts, places = np.unique(np.random.default_rng(22).poisson(1800, RUNS * JUDGEMENTS), return_inverse=True)
    red = np.array([Rate(int(count), 18, 100).judged().status is Status.VIOLATED for count in counts])
    assert runs_with_any(red[places]) <= AT_MOST


def test_rates_whose_seconds_scatter_more_than_chance_are_seldom_called_violated_at_their_limit():
    chance, draws, seconds = np.random.default_rng(23), 200_000, 18
    counts = chance.poisson(chance.gamma(25, 4, (draws, seconds)))  # a mean of 100 a second, scattered five-fold
    mean = counts.mean(axis=1)
    scatter = np.maximum(1, counts.var(axis=1, ddof=1) / mean)
    suspects = np.flatnonzero(mean < 100 - 3 * np.sqrt(500 / seconds))  # nobody else can be red
    red = sum(
        Rate(int(counts[i].sum()), seconds, 100, dispersion=float(scatter[i]), seconds_counted=seconds).judged().status
        is Status.VIOLATED
        for i in suspects
    )
    expected = draws * (1 - Certainty().violated)
    assert len(suspects) > 100
    assert red <= expected + 4 * math.sqrt(expected)


def test_the_certainty_of_a_violation_follows_from_the_budget():
    assert violated_with(0.05, 1000) == pytest.approx(0.9999487, abs=1e-7)
    assert Certainty().violated == violated_with(0.05, 1000)
    for wrong in ((0, 10), (1, 10), (0.05, 0)):
        with pytest.raises(ValueError, match="cannot be"):
            violated_with(*wrong)


def test_what_is_open_tells_what_would_settle_it_and_how():
    assert "2995 (about 18 s at this rate) that are as good as these would show that it is met" in (
        Share(2994, 2994, 0.999, per_s=170).judged().reason
    )
    near = Share(9976, 10_000, 0.999).judged()
    assert near.status is Status.INCONCLUSIVE and "would show that it is not met" in near.reason
    many = int(near.reason.rsplit("; ", 1)[1].split()[0])
    assert Share(math.floor(0.9976 * many), many, 0.999).judged().status is Status.VIOLATED
    assert "about 72 s at this rate" in Rate(1710, 18, 100).judged().reason
    assert "cannot tell" in Rate(1800, 18, 100).judged().reason
    assert "cannot tell" in Share(950, 1000, 0.95).judged().reason


def test_others_excuse_a_violation_and_nothing_else():
    bad, good, few = (Share(n, total, 0.95).judged() for n, total in ((500, 1000), (1000, 1000), (5, 5)))
    busy = ["other programs took 38 % of the processors"]
    assert bad.unless([]) is bad and good.unless(busy) is good and few.unless(busy) is few
    excused = bad.unless(busy)
    assert (excused.status, excused.disturbed) == (Status.INCONCLUSIVE, True)
    assert excused.reason.startswith(busy[0])


def test_older_records_are_read_as_they_were_judged():
    data = {"kind": "share", "good": 9800, "total": 10_000, "target": 0.985, "confidence": 0.95, "census": False}
    assert evidence(data).judged().status is Status.VIOLATED
    near = {**data, "good": 9825}
    assert evidence(near).judged().status is Status.VIOLATED
    assert Share(9825, 10_000, 0.985).judged().status is Status.INCONCLUSIVE
