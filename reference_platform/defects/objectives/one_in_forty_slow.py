"""Every fortieth request opens a new session to a partner first: the average stays good, the tail does not."""

from __future__ import annotations

import asyncio
from typing import Any

from reference_platform.defects.defect import Defect

EVERY = 40
SLOW_S = 1.2


def slow_now_and_then(original: Any) -> Any:
    count = 0

    async def score(self: Any, *arguments: Any) -> Any:
        nonlocal count
        count += 1
        if count % EVERY == 0:
            await asyncio.sleep(SLOW_S)
        return await original(self, *arguments)

    return score


DEFECT = Defect(
    id="slo-02-one-in-forty-slow",
    title="One request to score in forty takes more than a second",
    must_catch=("SLO-02",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": slow_now_and_then},
    reason="p99",
)
