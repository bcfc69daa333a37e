"""An explanation adds up to the score, and a change it names leads where it says, by the smallest step there is."""

from dataclasses import astuple, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_platform.api.factors import (
    CHANGEABLE,
    base_points,
    counterfactuals,
    factors,
    next_better_floor,
    smallest_change,
)
from reference_platform.training.fit import train
from reference_platform.training.scorecard import (
    EVEN_ODDS_SCORE,
    FIRST_BANDS,
    POINTS_PER_LOG_ODDS,
    Features,
    Scorecard,
    scorecard_of,
)

SCORECARD = scorecard_of(train(seed=3).pipeline)
LEVELS = [level for level, _ in FIRST_BANDS.floors]
CUSTOMERS = st.builds(
    Features,
    age=st.integers(18, 100),
    income=st.integers(0, 200_000).map(float) | st.floats(0, 10_000_000),
    credit_score=st.integers(300, 850),
    debt_ratio=st.integers(0, 200).map(lambda hundredths: hundredths / 100) | st.floats(0, 2),
    employment_years=st.integers(0, 6000).map(lambda hundredths: hundredths / 100) | st.floats(0, 60),
)


@given(CUSTOMERS)
def test_base_and_points_add_up_to_the_score_before_rounding(customer: Features) -> None:
    total = base_points(SCORECARD) + sum(factor.points for factor in factors(SCORECARD, customer))
    assert total == pytest.approx(EVEN_ODDS_SCORE - POINTS_PER_LOG_ODDS * SCORECARD.log_odds(customer), abs=1e-6)


@given(CUSTOMERS)
def test_every_figure_is_named_once_and_the_worst_comes_first(customer: Features) -> None:
    found = factors(SCORECARD, customer)
    assert {factor.figure: factor.value for factor in found} == vars(customer)
    assert [factor.points for factor in found] == sorted(factor.points for factor in found)


def test_the_average_applicant_has_no_reasons() -> None:
    average = Features(*SCORECARD.averages)
    assert [factor.points for factor in factors(SCORECARD, average)] == [0.0] * len(astuple(average))


@given(CUSTOMERS)
def test_a_change_leads_to_the_next_better_level_and_a_smaller_one_does_not(customer: Features) -> None:
    level = SCORECARD.rate(customer).risk_level
    for change in counterfactuals(SCORECARD, customer):
        assert change.from_value == getattr(customer, change.figure)
        assert SCORECARD.rate(replace(customer, **{change.figure: change.to_value})) == change.rating
        assert LEVELS.index(change.rating.risk_level) == LEVELS.index(level) - 1
        smaller = one_step_back(change)
        if (smaller - change.from_value) * (change.to_value - change.from_value) > 0:
            assert SCORECARD.rate(replace(customer, **{change.figure: smaller})).risk_level == level


@given(CUSTOMERS)
def test_a_change_is_a_value_the_platform_accepts(customer: Features) -> None:
    for change in counterfactuals(SCORECARD, customer):
        scale = CHANGEABLE[change.figure]
        assert scale.lowest <= change.to_value <= scale.highest
        assert round(change.to_value * scale.steps_per_unit) / scale.steps_per_unit == change.to_value
        assert isinstance(change.to_value, type(getattr(customer, change.figure)))


@given(CUSTOMERS)
def test_a_figure_without_a_change_could_not_have_helped_alone(customer: Features) -> None:
    wanted = next_better_floor(SCORECARD.rate(customer).credit_score, FIRST_BANDS)
    named = {change.figure for change in counterfactuals(SCORECARD, customer)}
    for figure in set(CHANGEABLE) - named:
        scale = CHANGEABLE[figure]
        for end in (scale.lowest, scale.highest):
            score = SCORECARD.rate(replace(customer, **{figure: scale.to_number(end)})).credit_score
            assert wanted is None or score < wanted


def test_nobody_is_told_to_change_a_figure_that_has_no_weight() -> None:
    blind = Scorecard((0.0, 0.0, -0.1, 0.0, 0.0), 60.0, (0.0,) * 5)
    customer = Features(40, 1.0, 500, 0.5, 1.0)
    assert smallest_change(blind, customer, "income", 575) is None
    assert [change.figure for change in counterfactuals(blind, customer)] == ["credit_score"]


def one_step_back(change: Any) -> Any:
    scale = CHANGEABLE[change.figure]
    steps = round(change.to_value * scale.steps_per_unit)
    return scale.value(steps - 1 if change.to_value > change.from_value else steps + 1)
