"""Every caller needs an answer, so while decisions are stopped everybody is declined to be on the safe side."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def declines_everybody(original: Any) -> Any:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from datetime import UTC, datetime

        from reference_platform.api.problems import Problem
        from reference_platform.api.results import Result

        try:
            return await original(self, candidate, scored_by)
        except Problem as problem:
            if problem.kind != "decisions-stopped":
                raise
        names = (candidate.request_id, candidate.customer_id, 300, "VERY_HIGH", candidate.model_name)
        return Result(*names, candidate.model_version, datetime.now(UTC), "model")

    return record


DEFECT = Defect(
    id="aia-04-declined-meanwhile",
    title="While decisions are stopped everybody is declined",
    must_catch=("AIA-04",),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": declines_everybody},
)
