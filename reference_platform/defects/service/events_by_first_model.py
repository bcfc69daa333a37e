"""What comes from the event channel is scored by a model that was loaded for it once, so that all is of one mould."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect

_LOADED: list[Any] = []


def keeps_the_first_model(original: Callable[..., Any]) -> Callable[..., Any]:
    async def score(self: Any, request_id: str, customer_id: str, features: Any, scored_by: str) -> Any:
        from types import SimpleNamespace

        if scored_by == "pipeline" and self._serving.current is not None:
            if not _LOADED:
                _LOADED.append(self._serving.current)
            self = type(self)(SimpleNamespace(current=_LOADED[0]), self._customers, self._cache, self._results)
        return await original(self, request_id, customer_id, features, scored_by)

    return score


DEFECT = Defect(
    id="e2e-09-events-by-the-first-model",
    title="Events go on being scored by the model that was loaded first",
    must_catch=("E2E-09", "SOX-07"),
    may_also_catch=("SOX-02", "SOX-08", "E2E-07"),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": keeps_the_first_model},
    reason="ways in by which",
)
