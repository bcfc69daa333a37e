"""The change that would have helped is solved for and then rounded to the nearest step, half the time downwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def rounded_the_wrong_way(original: Callable[..., Any]) -> Callable[..., Any]:
    def smallest_change(scorecard: Any, features: Any, figure: str, wanted: int) -> Any:
        from reference_platform.api.factors import CHANGEABLE

        change = original(scorecard, features, figure, wanted)
        if change is None:
            return None
        scale = CHANGEABLE[figure]
        back = -1 if change.to_value > change.from_value else 1
        step = round(change.to_value * scale.steps_per_unit) + back
        return replace(change, to_value=scale.value(step))

    return smallest_change


DEFECT = Defect(
    id="gdpr-08-change-one-step-short",
    title="The stated change misses the next better level by one step",
    must_catch=("GDPR-08",),
    changes=("api",),
    replaces={"reference_platform.api.factors:smallest_change": rounded_the_wrong_way},
)
