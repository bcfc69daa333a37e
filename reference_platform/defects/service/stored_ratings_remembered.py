"""Rating the same stored figures twice seemed a waste, so each process remembers what a customer's figures came to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect

_REMEMBERED: dict[tuple[str, Any], Any] = {}


def remembers(original: Callable[..., Any]) -> Callable[..., Any]:
    def candidate(request_id: str, customer_id: str, features: Any, version: Any, model: Any) -> Any:
        from dataclasses import replace

        fresh = original(request_id, customer_id, features, version, model)
        if version is None:
            return fresh
        known = _REMEMBERED.setdefault((customer_id, features), fresh)
        return replace(fresh, rating=known.rating, model_version=known.model_version)

    return candidate


DEFECT = Defect(
    id="e2e-09-stored-ratings-remembered",
    title="Scores from stored figures go on with the model they were first made by",
    must_catch=("E2E-09",),
    may_also_catch=("SOX-02", "SOX-07", "SOX-08"),
    changes=("api",),
    replaces={"reference_platform.api.scoring:candidate": remembers},
    reason="ways in by which",
)
