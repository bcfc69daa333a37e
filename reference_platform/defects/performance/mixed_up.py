"""The result is kept in the service object between two steps, so that two requests at a time see the later one's."""

from __future__ import annotations

import asyncio
from typing import Any

from reference_platform.defects.defect import Defect


def keeps_it_in_the_object(original: Any) -> Any:
    async def score(self: Any, *args: Any) -> Any:
        self._result = await original(self, *args)
        await asyncio.sleep(0.005)  # something else is awaited here
        return self._result

    return score


DEFECT = Defect(
    id="perf-05-mixed-up",
    title="Customers who are scored at the same time get each other's results",
    must_catch=("PERF-05",),
    may_also_catch=("PERF-01",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": keeps_it_in_the_object},
    reason="are not right",
)
