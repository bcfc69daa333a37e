"""Whoever is scored for the first time is looked up in an archive, a third of the customers in its slow part."""

from __future__ import annotations

import asyncio
from typing import Any
from zlib import crc32

from reference_platform.defects.defect import Defect

WAIT_S = 0.7
SCORED_BEFORE = "select from scoring_results where customer_id = $1 limit 1"


def waits_the_first_time(original: Any) -> Any:
    async def score(self: Any, request_id: str, customer_id: str, *args: Any) -> Any:
        archived = crc32(customer_id.encode()) % 3 == 0
        if archived and await self._results._database.row(SCORED_BEFORE, customer_id) is None:
            await asyncio.sleep(WAIT_S)
        return await original(self, request_id, customer_id, *args)

    return score


DEFECT = Defect(
    id="perf-01-first-time-slow",
    title="A third of the customers wait 0.7 seconds for their first score, and no other",
    must_catch=("PERF-01",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": waits_the_first_time},
    reason="first answers",
)
