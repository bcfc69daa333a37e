"""A correction is confirmed with the figures as they shall be, and waits in a list for somebody's approval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def confirmed_and_not_done(_original: Callable[..., Any]) -> Callable[..., Any]:
    async def correct(self: Any, customer_id: str, correction: Any) -> Any:
        record = await self._customers.features(customer_id)
        changes = {name: value for name, value in vars(correction).items() if value is not None}
        event_time = changes.pop("event_time", record.event_time)
        return replace(record, features=replace(record.features, **changes), event_time=event_time)

    return correct


DEFECT = Defect(
    id="gdpr-09-correction-in-a-queue",
    title="A correction is confirmed and changes nothing",
    must_catch=("GDPR-09",),
    may_also_catch=("E2E-10",),
    changes=("api",),
    replaces={"reference_platform.api.rectification:Rectification.correct": confirmed_and_not_done},
)
