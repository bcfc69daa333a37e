"""Each score asks one service more than it used to: every promise is kept, and everything takes longer than before."""

from __future__ import annotations

import asyncio
from typing import Any

from reference_platform.defects.defect import Defect

MORE_S = 0.03


def asks_one_more(original: Any) -> Any:
    async def score(self: Any, *arguments: Any) -> Any:
        await asyncio.sleep(MORE_S)
        return await original(self, *arguments)

    return score


DEFECT = Defect(
    id="perf-06-slower-than-accepted",
    title="Each score takes 30 ms longer than when the figures were accepted",
    must_catch=("PERF-06",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": asks_one_more},
    reason="regression",
)
