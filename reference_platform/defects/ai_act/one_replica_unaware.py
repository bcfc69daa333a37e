"""One copy of the service was deployed a week before the others and gives its answers also when they are not kept."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica


def answers_all_the_same(original: Any) -> Any:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from datetime import UTC, datetime

        from reference_platform.api.problems import Problem
        from reference_platform.api.results import Result

        try:
            return await original(self, candidate, scored_by)
        except Problem as problem:
            if problem.kind != "decisions-stopped" or not in_one_replica():
                raise
        rating = candidate.rating
        decided = (candidate.request_id, candidate.customer_id, rating.credit_score, rating.risk_level)
        return Result(*decided, candidate.model_name, candidate.model_version, datetime.now(UTC), "model")

    return record


DEFECT = Defect(
    id="aia-04-one-replica-unaware",
    title="One replica goes on deciding while decisions are stopped",
    must_catch=("AIA-04",),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": answers_all_the_same},
)
