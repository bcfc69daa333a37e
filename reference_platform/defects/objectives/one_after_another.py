"""A lock "for safety" makes each process score one request after another: quick alone, a queue at the agreed load."""

from __future__ import annotations

import asyncio
from typing import Any

from reference_platform.defects.defect import Defect

EACH_S = 0.026


def one_at_a_time(original: Any) -> Any:
    lock = asyncio.Lock()

    async def score(self: Any, *arguments: Any) -> Any:
        async with lock:
            await asyncio.sleep(EACH_S)
            return await original(self, *arguments)

    return score


DEFECT = Defect(
    id="slo-04-one-after-another",
    title="Each process scores one request after another, fewer than 80 a second in all",
    must_catch=("SLO-02", "SLO-04", "DORA-02"),
    may_also_catch=("SLO-01", "SLO-03", "SLO-05", "SLO-06", "DORA-03", "E2E-07"),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": one_at_a_time},
)
