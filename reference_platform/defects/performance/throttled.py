"""A limit on requests that was right for the pilot still stands: 40 a second for each of two replicas."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.performance._load import Now

MOST_PER_S = 40


def limited(original: Any) -> Any:
    now = Now()

    async def score(self: Any, *args: Any) -> Any:
        from reference_platform.api.problems import Problem

        if now.last_second() > MOST_PER_S:
            raise Problem(429, "too-many-requests", "Too many requests; try again in a second.")
        return await original(self, *args)

    return now.watched(score)


DEFECT = Defect(
    id="perf-01-throttled",
    title="More than 80 requests a second are refused",
    must_catch=("PERF-01", "PERF-02"),
    may_also_catch=("PERF-05",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": limited},
    reason="status 429",
)
