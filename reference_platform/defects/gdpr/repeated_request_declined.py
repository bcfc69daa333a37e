"""A repeated request is scored anew and answered with that, so the caller is told the decline again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def answers_anew(original: Callable[..., Any]) -> Callable[..., Any]:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        result = await original(self, candidate, scored_by)
        rating = candidate.rating
        return replace(result, credit_score=rating.credit_score, risk_level=rating.risk_level, decided_by="model")

    return record


DEFECT = Defect(
    id="gdpr-10-repeated-request-declined",
    title="The same request, repeated, is answered with the overturned decline",
    must_catch=("GDPR-10",),
    may_also_catch=("E2E-06",),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": answers_anew},
)
