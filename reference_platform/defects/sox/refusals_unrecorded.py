"""The record is of changes, and what was refused was no change."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def records_failures_only(original: Any) -> Any:
    async def record(self: Any, attempt: Any, outcome: str, why: str, who: Any) -> None:
        if outcome != "refused":
            await original(self, attempt, outcome, why, who)

    return record


DEFECT = Defect(
    id="sox-08-refusals-unrecorded",
    title="Refused changes are not on record",
    must_catch=("SOX-08",),
    may_also_catch=("SOX-03", "SOX-04", "SOX-05"),
    changes=("api",),
    replaces={"reference_platform.api.model_changes:ModelChanges.record": records_failures_only},
    reason="on record",
    on=remember,
    off=forget,
)
