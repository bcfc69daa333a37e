"""A lock was put around scoring because the model was said not to bear two at a time; each takes 40 ms now."""

from __future__ import annotations

import asyncio
from typing import Any

from reference_platform.defects.defect import Defect

HELD_S = 0.04


def behind_one_lock(original: Any) -> Any:
    lock = asyncio.Lock()

    async def score(self: Any, *args: Any) -> Any:
        async with lock:
            await asyncio.sleep(HELD_S)
            return await original(self, *args)

    return score


DEFECT = Defect(
    id="perf-01-one-at-a-time",
    title="Each replica scores one customer at a time",
    must_catch=("PERF-01", "PERF-04"),
    may_also_catch=("PERF-05",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": behind_one_lock},
    reason="are good",
)
