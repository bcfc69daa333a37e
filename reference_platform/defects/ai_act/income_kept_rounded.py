"""What is kept of a decision goes to a table for reports, and reports have incomes in tens of thousands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def rounds_the_income(original: Callable[..., Any]) -> Callable[..., Any]:
    async def recorded(self: Any, candidate: Any, scored_by: str) -> Any:
        from dataclasses import replace

        rounded = replace(candidate.features, income=round(candidate.features.income, -4))
        return await original(self, replace(candidate, features=rounded), scored_by)

    return recorded


DEFECT = Defect(
    id="aia-01-income-kept-rounded",
    title="The income that is kept with a decision is rounded",
    must_catch=("AIA-01",),
    may_also_catch=("GDPR-07", "GDPR-08", "GDPR-09"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results._recorded": rounds_the_income},
    reason="cannot be replayed",
)
