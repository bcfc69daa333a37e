"""What far too many requests broke does not mend itself when they are gone; an ordinary rush does not show it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.performance._load import protected

FAR_TOO_MANY_PER_S = 230


def opens_far_above_a_rush(original: Any) -> Any:
    return protected(original, FAR_TOO_MANY_PER_S)


DEFECT = Defect(
    id="perf-02-broken-stays-broken",
    title="Once the greatest rate is passed, nobody is served for longer than was agreed",
    must_catch=("PERF-02",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": opens_far_above_a_rush},
    reason="after the rate has fallen",
)
