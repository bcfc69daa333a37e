"""To keep the counter open, a score that cannot be written down is given all the same, to be written "later"."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def given_all_the_same(original: Any) -> Any:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from datetime import UTC, datetime

        from reference_platform.api.problems import Problem
        from reference_platform.api.results import Result

        try:
            return await original(self, candidate, scored_by)
        except Problem as problem:
            if problem.status != 503:
                raise
        rating = candidate.rating
        return Result(
            candidate.request_id,
            candidate.customer_id,
            rating.credit_score,
            rating.risk_level,
            candidate.model_name,
            candidate.model_version,
            datetime.now(UTC),
            "model",
        )

    return record


DEFECT = Defect(
    id="chaos-04-acknowledged-before-written",
    title="Without the database a score is given that is never written down",
    must_catch=("CHAOS-04", "DORA-01"),
    may_also_catch=("SLO-01", "DORA-03"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": given_all_the_same},
)
