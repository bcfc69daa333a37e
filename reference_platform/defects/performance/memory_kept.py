"""Every request is kept "for the dashboard of the last requests", and nobody ever takes one off."""

from __future__ import annotations

import os
from typing import Any

from reference_platform.defects.defect import Defect

KEPT_BYTES = 40_000


def keeps_everything(original: Any) -> Any:
    last_requests: list[tuple[Any, bytes]] = []

    async def score(self: Any, *args: Any) -> Any:
        result = await original(self, *args)
        last_requests.append((result, os.urandom(KEPT_BYTES)))
        return result

    return score


DEFECT = Defect(
    id="perf-03-memory-kept",
    title="Each request keeps 40 KB of memory",
    must_catch=("PERF-03",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": keeps_everything},
    reason="the memory of the platform grows",
)
