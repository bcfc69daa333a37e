"""A protection against overload opens in a rush, and is only looked at again after longer than was agreed."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.performance._load import protected

RUSH_PER_S = 110


def opens_and_stays_open(original: Any) -> Any:
    return protected(original, RUSH_PER_S)


DEFECT = Defect(
    id="perf-02-stays-open",
    title="After a rush everybody is refused for longer than was agreed",
    must_catch=("PERF-02",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": opens_and_stays_open},
    reason="after the rush",
)
