"""Serving hands the figures to the model in another order than training did: age where years in work belong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def in_another_order(original: Any) -> Any:
    def rate(self: Any, features: Any) -> Any:
        return original(self, replace(features, age=features.employment_years, employment_years=features.age))

    return rate


DEFECT = Defect(
    id="slo-06-figures-exchanged",
    title="Age and years in work are exchanged between training and serving",
    must_catch=("SLO-06",),
    may_also_catch=("GDPR-08", "GDPR-10"),
    changes=("api",),
    replaces={"reference_platform.training.scorecard:Scorecard.rate": in_another_order},
    reason="accuracy",
)
