"""Which model serves is read once at start, and one replica of two is not restarted after a promotion."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica


def follows_no_more_in_one_replica(original: Any) -> Any:
    async def refresh(self: Any, **how: Any) -> None:
        if self.current is None or not in_one_replica():
            await original(self, **how)

    return refresh


DEFECT = Defect(
    id="e2e-09-replica-stale",
    title="One replica keeps the model it started with",
    must_catch=("E2E-09",),
    may_also_catch=("E2E-01", "E2E-06", "SOX-01", "SOX-02", "SOX-07", "SOX-08"),
    changes=("api",),
    replaces={"reference_platform.api.serving:Serving.refresh": follows_no_more_in_one_replica},
)
