"""Explanations are kept by customer, so that the pages of one visit are quick, and never made anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect

WHOSE = "select customer_id from scoring_results where request_id = $1"


def kept_by_customer(original: Callable[..., Any]) -> Callable[..., Any]:
    kept: dict[str, Any] = {}

    async def of_request(self: Any, request_id: str) -> Any:
        from dataclasses import replace

        now = await original(self, request_id)
        row = await self._results._database.row(WHOSE, request_id)
        first = kept.setdefault(row["customer_id"], now)
        return replace(now, features=first.features, factors=first.factors, base_points=first.base_points)

    return of_request


DEFECT = Defect(
    id="gdpr-09-explained-as-first",
    title="Decisions after a correction are explained by the figures from before",
    must_catch=("GDPR-09",),
    may_also_catch=("GDPR-08",),
    changes=("api",),
    replaces={"reference_platform.api.explanations:Explanations.of_request": kept_by_customer},
    reason="an explanation names otherwise",
)
