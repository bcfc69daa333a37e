"""From features to a credit score: the one scale that training and serving share.

The model says how likely a customer is to become *bad* (to default), as log-odds L = ln(p / (1 - p)).
The score is a straight line in L, cut to 300..850 and rounded down:

    credit_score = floor(575 - 4 * L)

575 is even odds, and every 4 points multiply the odds by e. Rounding down keeps score and risk level in
step: a customer is predicted bad exactly when the score is below 575.

The limits between the risk levels are a setting that changes as models do; these are the first ones:

| risk level | credit score | predicted |
|------------|--------------|-----------|
| LOW        | 675..850     | good      |
| MEDIUM     | 575..674     | good      |
| HIGH       | 475..574     | bad       |
| VERY_HIGH  | 300..474     | bad       |
"""

import hashlib
import json
import math
from dataclasses import asdict, astuple, dataclass
from typing import Any

MODEL_NAME = "credit-scoring"
LOWEST_SCORE, HIGHEST_SCORE = 300, 850
EVEN_ODDS_SCORE = 575
POINTS_PER_LOG_ODDS = 4.0

# What a skops file of this model may contain besides plain scikit-learn and numpy: nothing.
TRUSTED_TYPES: list[str] = []


class UnknownModel(Exception):
    """A model that is not the pipeline this scale was made for."""


@dataclass(frozen=True)
class Features:
    """What a score is made from, in the order of the model's inputs.

    `age` and `employment_years` in years, `income` a year in the lender's currency, `credit_score` the
    bureau's (300..850), `debt_ratio` yearly debt service by income (0..2).
    """

    age: int
    income: float
    credit_score: int
    debt_ratio: float
    employment_years: float


@dataclass(frozen=True)
class Rating:
    """A score and the risk level that belongs to it."""

    credit_score: int
    risk_level: str


@dataclass(frozen=True)
class RiskBands:
    """The lowest score of each risk level but the worst; `low` > `medium` > `high`."""

    low: int
    medium: int
    high: int

    @property
    def floors(self) -> tuple[tuple[str, int], ...]:
        """Each risk level with its lowest score, the best level first."""
        return (("LOW", self.low), ("MEDIUM", self.medium), ("HIGH", self.high), ("VERY_HIGH", LOWEST_SCORE))

    @property
    def sha256(self) -> str:
        """What an approval names: the digest of the limits themselves."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def level(self, credit_score: int) -> str:
        """The risk level of a credit score.

        >>> [FIRST_BANDS.level(score) for score in (850, 675, 674, 575, 574, 475, 474, 300)]
        ['LOW', 'LOW', 'MEDIUM', 'MEDIUM', 'HIGH', 'HIGH', 'VERY_HIGH', 'VERY_HIGH']
        """
        return next(level for level, floor in self.floors if credit_score >= floor)


FIRST_BANDS = RiskBands(low=675, medium=575, high=475)


@dataclass(frozen=True)
class Scorecard:
    """A fitted logistic regression over standardised inputs, folded into one weight per feature.

    It gives what the scikit-learn pipeline's `predict_proba` gives, some hundred times faster for one row.
    `averages` are the training population's, one for each feature: what an explanation compares with. `bands` are no
    part of the fitted model: whoever serves it says which limits apply.
    """

    weights: tuple[float, ...]
    intercept: float
    averages: tuple[float, ...]
    bands: RiskBands = FIRST_BANDS

    def log_odds(self, features: Features) -> float:
        """The log-odds of becoming bad."""
        return self.intercept + sum(
            weight * value for weight, value in zip(self.weights, astuple(features), strict=True)
        )

    def rate(self, features: Features) -> Rating:
        """The credit score and the risk level of one customer."""
        credit_score = score_of(self.log_odds(features))
        return Rating(credit_score, self.bands.level(credit_score))


def score_of(log_odds: float) -> int:
    """The credit score for log-odds of becoming bad.

    >>> score_of(0.0), score_of(0.001), score_of(-1000.0), score_of(1000.0)
    (575, 574, 850, 300)
    """
    points = EVEN_ODDS_SCORE - POINTS_PER_LOG_ODDS * log_odds
    return math.floor(min(max(points, LOWEST_SCORE), HIGHEST_SCORE))


def scorecard_of(pipeline: Any) -> Scorecard:
    """Fold a fitted StandardScaler + LogisticRegression pipeline into a scorecard.

    Raises UnknownModel when the pipeline is anything else: serving must never guess what a model means.
    """
    steps = [(name, type(step).__name__) for name, step in getattr(pipeline, "steps", [])]
    if steps != [("standardise", "StandardScaler"), ("regress", "LogisticRegression")]:
        raise UnknownModel(f"expected StandardScaler and LogisticRegression, found {steps or type(pipeline)}")
    scaler, regression = (step for _, step in pipeline.steps)
    if regression.coef_.shape != (1, len(Features.__dataclass_fields__)) or list(regression.classes_) != [
        0,
        1,
    ]:
        raise UnknownModel(f"expected one weight for each of {', '.join(Features.__dataclass_fields__)}")
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - (weights * scaler.mean_).sum())
    return Scorecard(tuple(float(weight) for weight in weights), intercept, tuple(float(mean) for mean in scaler.mean_))
