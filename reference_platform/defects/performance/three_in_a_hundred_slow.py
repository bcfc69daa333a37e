"""Every thirty-third answer waits for a connection to a service that nobody needs any more, until its time is over."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from reference_platform.defects.defect import Defect

WAIT_S = 1.2


def waits_now_and_then(original: Any) -> Any:
    count = itertools.count(1)

    async def score(self: Any, *args: Any) -> Any:
        if next(count) % 33 == 0:
            await asyncio.sleep(WAIT_S)
        return await original(self, *args)

    return score


DEFECT = Defect(
    id="perf-01-three-in-a-hundred-slow",
    title="Three of a hundred answers take 1.2 seconds",
    must_catch=("PERF-01",),
    may_also_catch=("PERF-05",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": waits_now_and_then},
    reason="99 % of the requests get a good answer within 1000 ms",
)
