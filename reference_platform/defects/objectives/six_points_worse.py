"""The champion was trained after a change of the bureau's scale that nobody told the training: six points worse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect

BUREAU = 2  # the place of the bureau's score among the weights
KEPT = 0.42


def bureau_weighs_less(original: Any) -> Any:
    def scorecard_of(pipeline: Any) -> Any:
        found = original(pipeline)
        weights = list(found.weights)
        lost = (1 - KEPT) * weights[BUREAU]
        weights[BUREAU] -= lost
        return replace(found, weights=tuple(weights), intercept=found.intercept + lost * found.averages[BUREAU])

    return scorecard_of


DEFECT = Defect(
    id="slo-06-six-points-worse",
    title="The model that serves is right in 92 of 100 cases where 98 would be possible",
    must_catch=("SLO-06",),
    may_also_catch=("GDPR-08", "GDPR-10"),
    changes=("api",),
    replaces={"reference_platform.training.scorecard:scorecard_of": bureau_weighs_less},
    reason="accuracy",
)
