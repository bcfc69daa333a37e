"""Each replica remembers by itself which numbers it has answered, and takes those of another one for new."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

_ANSWERED: set[str] = set()


def decides_anew(original: Any) -> Any:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from dataclasses import replace

        known = candidate.request_id in _ANSWERED
        _ANSWERED.add(candidate.request_id)
        result = await original(self, candidate, scored_by)
        if known or result.decided_by != "model":
            return result
        rating = candidate.rating
        return replace(result, credit_score=rating.credit_score, risk_level=rating.risk_level)

    return record


DEFECT = Defect(
    id="e2e-06-number-known-to-one-replica",
    title="The same request number is decided anew by each replica",
    must_catch=("E2E-06",),
    may_also_catch=("DORA-01", "SOX-08"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": decides_anew},
    reason="more than one decision",
)
