"""Request numbers are looked for in a list of all those before; with every request it takes a little longer."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from reference_platform.defects.defect import Defect

EACH_S = 0.00015


def looks_through_all(original: Any) -> Any:
    count = itertools.count()

    async def score(self: Any, *args: Any) -> Any:
        await asyncio.sleep(next(count) * EACH_S)
        return await original(self, *args)

    return score


DEFECT = Defect(
    id="perf-03-searched-from-the-beginning",
    title="Each request takes longer than the one before",
    must_catch=("PERF-03",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": looks_through_all},
    reason="the median time of answers grows",
)
