"""A deployment that fails rolls its transaction back, and the entry about it with it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def records_refusals_only(original: Any) -> Any:
    async def record(self: Any, attempt: Any, outcome: str, why: str, who: Any) -> None:
        if outcome != "failed":
            await original(self, attempt, outcome, why, who)

    return record


DEFECT = Defect(
    id="sox-08-failures-unrecorded",
    title="Failed deployments are not on record",
    must_catch=("SOX-08",),
    changes=("api",),
    replaces={"reference_platform.api.model_changes:ModelChanges.record": records_refusals_only},
    reason="failed changes on record",
    on=remember,
    off=forget,
)
