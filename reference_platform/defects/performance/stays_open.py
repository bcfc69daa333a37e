"""A protection against overload opens in a rush, and is only looked at again after longer than was agreed."""

from __future__ import annotations

import time
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.performance._load import Now

RUSH_PER_S = 110
REST_S = 6.0
"""Longer than the agreed time to recover and what is looked at after it; what is tried later finds all as it was."""


def opens_and_stays_open(original: Any) -> Any:
    now = Now()
    rests_until = 0.0

    async def score(self: Any, *args: Any) -> Any:
        nonlocal rests_until
        from reference_platform.api.problems import unavailable

        if now.last_second() > RUSH_PER_S:
            rests_until = time.monotonic() + REST_S
        if time.monotonic() < rests_until:
            raise unavailable("model")
        return await original(self, *args)

    return now.watched(score)


DEFECT = Defect(
    id="perf-02-stays-open",
    title="After a rush everybody is refused for longer than was agreed",
    must_catch=("PERF-02",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": opens_and_stays_open},
    reason="after the rush",
)
