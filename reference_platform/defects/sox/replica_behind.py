"""One replica is not told of changes: it was started by hand last week and is in nobody's list."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica
from reference_platform.defects.sox._history import forget, remember


def follows_no_more_in_one_replica(original: Any) -> Any:
    async def refresh(self: Any, **how: Any) -> None:
        if self.current is None or not in_one_replica():
            await original(self, **how)

    return refresh


DEFECT = Defect(
    id="sox-07-replica-behind",
    title="One replica keeps the model it started with after a change",
    must_catch=("SOX-07",),
    may_also_catch=("E2E-09", "SOX-01", "SOX-02", "SOX-08"),
    changes=("api",),
    replaces={"reference_platform.api.serving:Serving.refresh": follows_no_more_in_one_replica},
    on=remember,
    off=forget,
)
