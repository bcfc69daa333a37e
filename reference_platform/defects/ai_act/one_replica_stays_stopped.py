"""Refusals are cached as answers are, and one copy of the service is never told that decisions go on."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica


def caches_refusals(original: Any) -> Any:
    refused: dict[str, Any] = {}

    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from reference_platform.api.problems import Problem

        if candidate.customer_id in refused:
            raise refused[candidate.customer_id]
        try:
            return await original(self, candidate, scored_by)
        except Problem as problem:
            if problem.kind == "decisions-stopped" and in_one_replica():
                refused[candidate.customer_id] = problem
            raise

    return record


DEFECT = Defect(
    id="aia-04-one-replica-stays-stopped",
    title="Whom one replica refused during a stop of decisions it refuses for good",
    must_catch=("AIA-04",),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": caches_refusals},
)
