"""In doubt for the customer: who was scored before and cannot be looked up now is taken for a good risk."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect

AWAY = 503
BEST = "LOW"


def grants_from_memory(original: Any) -> Any:
    known: dict[str, Any] = {}

    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from reference_platform.api.problems import Problem

        try:
            known[candidate.customer_id] = result = await original(self, candidate, scored_by)
        except Problem as problem:
            if problem.status != AWAY or candidate.customer_id not in known:
                raise
            return replace(known[candidate.customer_id], request_id=candidate.request_id, risk_level=BEST)
        return result

    return record


DEFECT = Defect(
    id="sec-02-granted-without-database",
    title="While the database is away, those turned down are granted what they want",
    must_catch=("SEC-02",),
    may_also_catch=("DORA-03", "E2E-01", "E2E-03", "E2E-05", "SLO-01"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": grants_from_memory},
    reason="who got what they had no right to",
)
