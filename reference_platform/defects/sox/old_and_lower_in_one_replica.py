"""A rule against lending to the old was tried in one replica, and the trial was never ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica

OLD, POINTS = 70, 5


def lowers_the_old(original: Callable[..., Any]) -> Callable[..., Any]:
    def candidate(request_id: str, customer_id: str, features: Any, version: Any, model: Any) -> Any:
        from dataclasses import replace

        fresh = original(request_id, customer_id, features, version, model)
        if features.age <= OLD or not in_one_replica():
            return fresh
        lower = max(300, fresh.rating.credit_score - POINTS)
        return replace(fresh, rating=replace(fresh.rating, credit_score=lower))

    return candidate


DEFECT = Defect(
    id="sox-07-old-and-lower-in-one-replica",
    title="One replica gives people above 70 a few points less",
    must_catch=("SOX-07", "E2E-06"),
    may_also_catch=("E2E-07", "SOX-08"),
    changes=("api",),
    replaces={"reference_platform.api.scoring:candidate": lowers_the_old},
    reason="differ by their way in",
)
