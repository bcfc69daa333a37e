"""Why a score is what it is, and which single change would have led to a better risk level.

The model is a straight line, so its reasons can be given exactly: each figure's points are what its distance
from the average applicant adds to the score, and the points add up to it.
"""

import math
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields, replace

from reference_platform.training.scorecard import (
    EVEN_ODDS_SCORE,
    POINTS_PER_LOG_ODDS,
    Features,
    Rating,
    RiskBands,
    Scorecard,
)


@dataclass(frozen=True)
class Factor:
    """What one figure adds to the score, compared with the average applicant's."""

    figure: str
    value: int | float
    points: float


@dataclass(frozen=True)
class Counterfactual:
    """The smallest change of one figure that leads to the next better risk level, all others unchanged."""

    figure: str
    from_value: int | float
    to_value: int | float
    rating: Rating


@dataclass(frozen=True)
class Scale:
    """The values a figure can take: from `lowest` to `highest` in steps of 1 / `steps_per_unit`."""

    lowest: int
    highest: int
    steps_per_unit: int
    to_number: Callable[[float], int | float] = float

    def value(self, step: int) -> int | float:
        """The value that stands `step` steps above 0."""
        return self.to_number(step / self.steps_per_unit)


# Age is missing on purpose: nobody can change it.
CHANGEABLE = {
    "income": Scale(0, 10_000_000, 1),
    "credit_score": Scale(300, 850, 1, int),
    "debt_ratio": Scale(0, 2, 100),
    "employment_years": Scale(0, 60, 100),
}


def base_points(scorecard: Scorecard) -> float:
    """The score of the average applicant, before rounding and clamping."""
    averages = sum(weight * mean for weight, mean in zip(scorecard.weights, scorecard.averages, strict=True))
    return EVEN_ODDS_SCORE - POINTS_PER_LOG_ODDS * (scorecard.intercept + averages)


def factors(scorecard: Scorecard, features: Features) -> list[Factor]:
    """Every figure with its points, the one that lowers the score most first."""
    rows = zip(fields(features), astuple(features), scorecard.weights, scorecard.averages, strict=True)
    found = [
        Factor(field.name, value, -POINTS_PER_LOG_ODDS * weight * (value - average))
        for field, value, weight, average in rows
    ]
    return sorted(found, key=lambda factor: factor.points)


def counterfactuals(scorecard: Scorecard, features: Features) -> list[Counterfactual]:
    """For every figure that can change, the smallest change to the next better risk level, where there is one."""
    wanted = next_better_floor(scorecard.rate(features).credit_score, scorecard.bands)
    if wanted is None:
        return []
    found = (smallest_change(scorecard, features, figure, wanted) for figure in CHANGEABLE)
    return [change for change in found if change is not None]


def next_better_floor(credit_score: int, bands: RiskBands) -> int | None:
    """The lowest score of the next better risk level; None at the best."""
    better = [floor for _, floor in bands.floors if floor > credit_score]
    return better[-1] if better else None


def smallest_change(scorecard: Scorecard, features: Features, figure: str, wanted: int) -> Counterfactual | None:
    """The smallest change of `figure` that brings the score to `wanted`; None when no accepted value does.

    The score itself is asked, by bisection: it moves one way only along a figure, and nothing is left to rounding.
    """
    scale = CHANGEABLE[figure]
    now = getattr(features, figure)
    weight = scorecard.weights[list(Features.__dataclass_fields__).index(figure)]
    if weight == 0:
        return None
    upwards = weight < 0  # the model weighs towards default

    def rating_at(step: int) -> Rating:
        return scorecard.rate(replace(features, **{figure: scale.value(step)}))

    position = now * scale.steps_per_unit
    if upwards:
        nearest, farthest, direction = math.floor(position), scale.highest * scale.steps_per_unit, 1
    else:
        nearest, farthest, direction = math.ceil(position), scale.lowest * scale.steps_per_unit, -1
    if (farthest - nearest) * direction <= 0 or rating_at(farthest).credit_score < wanted:
        return None
    too_little, enough = 0, abs(farthest - nearest)  # in steps from the nearest one
    while enough - too_little > 1:
        middle = (too_little + enough) // 2
        if rating_at(nearest + direction * middle).credit_score >= wanted:
            enough = middle
        else:
            too_little = middle
    step = nearest + direction * enough
    return Counterfactual(figure, now, scale.value(step), rating_at(step))
