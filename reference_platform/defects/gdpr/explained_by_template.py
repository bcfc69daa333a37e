"""Reasons and advice are worked out for a typical applicant and printed for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect

TYPICAL = {"age": 40, "income": 24_000.0, "credit_score": 560, "debt_ratio": 0.75, "employment_years": 3.0}


def reasons_of_the_typical(original: Callable[..., Any]) -> Callable[..., Any]:
    def factors(scorecard: Any, features: Any) -> Any:
        typical = original(scorecard, type(features)(**TYPICAL))
        return [replace(factor, value=getattr(features, factor.figure)) for factor in typical]

    return factors


def advice_to_the_typical(original: Callable[..., Any]) -> Callable[..., Any]:
    def counterfactuals(scorecard: Any, features: Any) -> Any:
        typical = original(scorecard, type(features)(**TYPICAL))
        return [replace(change, from_value=getattr(features, change.figure)) for change in typical]

    return counterfactuals


DEFECT = Defect(
    id="gdpr-08-explained-by-template",
    title="Everybody gets the same explanation",
    must_catch=("GDPR-08",),
    changes=("api",),
    replaces={
        "reference_platform.api.factors:factors": reasons_of_the_typical,
        "reference_platform.api.factors:counterfactuals": advice_to_the_typical,
    },
)
