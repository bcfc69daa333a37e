"""The form for corrections has one field, and what comes with several figures keeps the first of them."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

FIGURES = ("age", "income", "credit_score", "debt_ratio", "employment_years")


def keeps_the_first(original: Any) -> Any:
    async def correct(self: Any, customer_id: str, correction: Any) -> Any:
        from dataclasses import replace

        given = [name for name in FIGURES if getattr(correction, name) is not None]
        return await original(self, customer_id, replace(correction, **dict.fromkeys(given[1:])))

    return correct


DEFECT = Defect(
    id="gdpr-09-first-of-several",
    title="Of several figures that are corrected by one request only the first is kept",
    must_catch=("GDPR-09",),
    changes=("api",),
    replaces={"reference_platform.api.rectification:Rectification.correct": keeps_the_first},
)
