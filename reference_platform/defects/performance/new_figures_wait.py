"""Scores are remembered by their figures, and whatever is new waits its turn for a slow part behind one lock."""

from __future__ import annotations

import asyncio
from typing import Any

from reference_platform.defects.defect import Defect

HELD_S = 0.06


def remembers_figures(original: Any) -> Any:
    lock, seen = asyncio.Lock(), set[str]()

    async def score(self: Any, request_id: str, customer_id: str, *args: Any) -> Any:
        figures = str(args)
        if figures not in seen:
            async with lock:
                await asyncio.sleep(HELD_S)
            seen.add(figures)
        return await original(self, request_id, customer_id, *args)

    return score


DEFECT = Defect(
    id="perf-01-new-figures-wait",
    title="What was not asked before waits behind one lock",
    must_catch=("PERF-01",),
    may_also_catch=("PERF-02", "PERF-04", "PERF-05", "SLO-07"),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": remembers_figures},
)
