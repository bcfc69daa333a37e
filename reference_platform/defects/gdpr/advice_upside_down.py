"""The advice takes the sign of a weight for its meaning, and the model weighs towards default: more debt, please."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def mirrored(original: Callable[..., Any]) -> Callable[..., Any]:
    def smallest_change(scorecard: Any, features: Any, figure: str, wanted: int) -> Any:
        from reference_platform.api.factors import CHANGEABLE

        change = original(scorecard, features, figure, wanted)
        if change is None:
            return None
        scale = CHANGEABLE[figure]
        mirror = 2 * change.from_value - change.to_value
        return replace(change, to_value=scale.to_number(min(max(mirror, scale.lowest), scale.highest)))

    return smallest_change


DEFECT = Defect(
    id="gdpr-08-advice-upside-down",
    title="The stated change is right in size and wrong in direction",
    must_catch=("GDPR-08",),
    changes=("api",),
    replaces={"reference_platform.api.factors:smallest_change": mirrored},
)
