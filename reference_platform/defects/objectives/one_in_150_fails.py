"""A connection that the pool handed out twice fails one request in 150; nobody looks, for the next one works."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

EVERY = 150


def fails_now_and_then(original: Any) -> Any:
    count = 0

    async def score(self: Any, *arguments: Any) -> Any:
        nonlocal count
        from reference_platform.api.problems import unavailable

        count += 1
        if count % EVERY == 0:
            raise unavailable("database")
        return await original(self, *arguments)

    return score


DEFECT = Defect(
    id="slo-03-one-in-150-fails",
    title="One request to score in 150 is answered with an error",
    must_catch=("SLO-01", "SLO-03"),
    may_also_catch=("DORA-03", "E2E-07", "SOX-08"),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": fails_now_and_then},
)
