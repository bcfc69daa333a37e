"""Every ten seconds statistics are written under a lock that every request needs, for a fifth of a second."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from reference_platform.defects.defect import Defect

EVERY_S, HELD_S = 10.0, 0.2


def waits_for_statistics(original: Any) -> Any:
    async def score(self: Any, *args: Any) -> Any:
        into_s = time.time() % EVERY_S  # in all replicas at the same time
        if into_s < HELD_S:
            await asyncio.sleep(HELD_S - into_s)
        return await original(self, *args)

    return score


DEFECT = Defect(
    id="perf-03-stands-still",
    title="Everybody waits for up to 200 ms every 10 seconds",
    must_catch=("PERF-03",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": waits_for_statistics},
    reason="without an answer",
)
