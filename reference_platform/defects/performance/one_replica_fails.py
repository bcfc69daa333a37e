"""One replica kept an old setting: a single connection to the database, and no patience to wait for it."""

from __future__ import annotations

import asyncio
from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica
from reference_platform.defects.performance._load import Now

HELD_S = 0.01
"""How long the connection is taken by one request."""


def has_one_connection_in_one_replica(original: Any) -> Any:
    now = Now()

    async def score(self: Any, *args: Any) -> Any:
        from reference_platform.api.problems import unavailable

        if in_one_replica():
            if now.served > 1:
                raise unavailable("database")
            await asyncio.sleep(HELD_S)
        return await original(self, *args)

    return now.watched(score)


DEFECT = Defect(
    id="perf-01-one-replica-fails",
    title="One replica refuses what it is asked while it is busy",
    must_catch=("PERF-01",),
    may_also_catch=("PERF-05",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": has_one_connection_in_one_replica},
    reason="get a good answer",
)
