"""Every result is copied to an archive before it is answered, by one worker that manages 30 a second."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from reference_platform.defects.defect import Defect

EACH_S = 1 / 30


def waits_for_the_archive(original: Any) -> Any:
    free_at = 0.0

    async def score(self: Any, *args: Any) -> Any:
        nonlocal free_at
        result = await original(self, *args)
        now = time.monotonic()
        free_at = max(free_at, now) + EACH_S
        await asyncio.sleep(free_at - now)
        return result

    return score


DEFECT = Defect(
    id="perf-03-queue-grows",
    title="Answers wait in a queue that is emptied at 60 a second",
    must_catch=("PERF-03",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": waits_for_the_archive},
    reason="grows",
)
