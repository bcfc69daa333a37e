"""So that an outage loses no business, a score that cannot be stored is given all the same, whatever the basis."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from reference_platform.defects.defect import Defect

AWAY = 503


def gives_it_unstored(original: Any) -> Any:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from reference_platform.api.problems import Problem
        from reference_platform.api.results import Result

        try:
            return await original(self, candidate, scored_by)
        except Problem as problem:
            if problem.status != AWAY:
                raise
        rating, model = candidate.rating, (candidate.model_name, candidate.model_version)
        who = (candidate.request_id, candidate.customer_id)
        return Result(*who, rating.credit_score, rating.risk_level, *model, datetime.now(UTC), "model")

    return record


DEFECT = Defect(
    id="sec-02-scored-without-database",
    title="While the database is away, customers without a lawful basis are scored",
    must_catch=("SEC-02",),
    may_also_catch=("DORA-03", "E2E-01", "E2E-03", "E2E-05", "GDPR-03", "SLO-01"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": gives_it_unstored},
    reason="who got what they had no right to",
)
