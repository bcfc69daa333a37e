"""The scale and the folded model give what the lender's documentation promises."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler

from reference_platform.training.fit import EXPECTED_SIGNS, train
from reference_platform.training.scorecard import (
    EVEN_ODDS_SCORE,
    FIRST_BANDS,
    Features,
    UnknownModel,
    score_of,
    scorecard_of,
)

MODEL = train(seed=7)
SCORECARD = scorecard_of(MODEL.pipeline)

RANGES = {
    "age": st.integers(18, 100),
    "income": st.floats(0, 10_000_000),
    "credit_score": st.integers(300, 850),
    "debt_ratio": st.floats(0, 2),
    "employment_years": st.floats(0, 60),
}
CUSTOMERS = st.builds(Features, **RANGES)


@given(CUSTOMERS)
def test_the_folded_model_gives_the_probability_that_scikit_learn_gives(customer: Features) -> None:
    values = [getattr(customer, name) for name in RANGES]
    expected = MODEL.pipeline.predict_proba(np.array([values], dtype=float))[0, 1]
    assert 1 / (1 + math.exp(-max(min(SCORECARD.log_odds(customer), 700), -700))) == pytest.approx(expected, abs=1e-9)


@given(st.floats(allow_nan=False))
def test_a_score_is_a_whole_number_from_300_to_850(log_odds: float) -> None:
    assert 300 <= score_of(log_odds) <= 850
    assert isinstance(score_of(log_odds), int)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_a_higher_risk_never_gives_a_higher_score(one: float, other: float) -> None:
    safer, riskier = sorted((one, other))
    assert score_of(riskier) <= score_of(safer)


@given(st.floats(-60, 60).filter(lambda log_odds: abs(log_odds) > 1e-9))
def test_a_customer_is_called_bad_exactly_when_bad_is_more_likely(log_odds: float) -> None:
    assert (FIRST_BANDS.level(score_of(log_odds)) in {"HIGH", "VERY_HIGH"}) == (log_odds > 0)


def test_even_odds_are_the_border_between_good_and_bad() -> None:
    assert score_of(0.0) == EVEN_ODDS_SCORE
    assert (FIRST_BANDS.level(EVEN_ODDS_SCORE), FIRST_BANDS.level(EVEN_ODDS_SCORE - 1)) == ("MEDIUM", "HIGH")


@pytest.mark.parametrize("name", EXPECTED_SIGNS)
@given(data=st.data(), customer=CUSTOMERS)
def test_a_better_input_never_gives_a_worse_score(name: str, data: st.DataObject, customer: Features) -> None:
    low, high = sorted((getattr(customer, name), data.draw(RANGES[name])))
    values = {field: getattr(customer, field) for field in RANGES}
    scores = [SCORECARD.rate(Features(**{**values, name: value})).credit_score for value in (low, high)]
    assert scores == sorted(scores, reverse=EXPECTED_SIGNS[name] > 0)


def test_every_risk_level_covers_its_own_scores() -> None:
    levels = [level for level, _ in itertools.groupby(FIRST_BANDS.level(score) for score in range(300, 851))]
    assert levels == ["VERY_HIGH", "HIGH", "MEDIUM", "LOW"]


def test_a_model_of_another_make_is_refused() -> None:
    other = Pipeline([("standardise", MinMaxScaler()), ("regress", LogisticRegression())])
    with pytest.raises(UnknownModel, match="MinMaxScaler"):
        scorecard_of(other)
    with pytest.raises(UnknownModel):
        scorecard_of({"not": "a pipeline"})
