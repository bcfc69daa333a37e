"""Whoever asks amid far too many requests is put off until later, and later is a minute, however quiet it is then."""

from __future__ import annotations

import time
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.performance._load import Now

FAR_TOO_MANY_PER_S = 230
"""Requests of one replica: an ordinary rush does not come to that."""
LATER_S = 60.0


def puts_off(original: Any) -> Any:
    now = Now()
    served_again_at: dict[str, float] = {}

    async def score(self: Any, request_id: str, customer_id: str, *args: Any) -> Any:
        from reference_platform.api.problems import unavailable

        if now.last_second() > FAR_TOO_MANY_PER_S:
            served_again_at[customer_id] = time.monotonic() + LATER_S
        if served_again_at.get(customer_id, 0.0) > time.monotonic():
            raise unavailable("model")
        return await original(self, request_id, customer_id, *args)

    return now.watched(score)


DEFECT = Defect(
    id="perf-02-broken-stays-broken",
    title="Customers who asked amid far too many requests are refused for a minute",
    must_catch=("PERF-02",),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": puts_off},
    reason="after the rate has fallen",
)
