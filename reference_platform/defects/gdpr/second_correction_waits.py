"""Corrections within a minute of another count as a double click, and are confirmed and dropped."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def takes_one_a_minute(original: Any) -> Any:
    from time import monotonic

    last: dict[str, float] = {}

    async def correct(self: Any, customer_id: str, correction: Any) -> Any:
        if monotonic() - last.get(customer_id, -60.0) < 60.0:
            return await self._customers.features(customer_id)
        last[customer_id] = monotonic()
        return await original(self, customer_id, correction)

    return correct


DEFECT = Defect(
    id="gdpr-09-second-correction-dropped",
    title="A correction right after another is confirmed and dropped",
    must_catch=("GDPR-09",),
    may_also_catch=("E2E-10",),
    changes=("api",),
    replaces={"reference_platform.api.rectification:Rectification.correct": takes_one_a_minute},
)
