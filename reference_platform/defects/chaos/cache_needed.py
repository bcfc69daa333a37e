"""An error of the cache is passed on to the customer instead of being looked up in the database."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def passed_on(original: Any) -> Any:
    def rest(self: Any, error: Exception) -> None:
        from reference_platform.api.problems import unavailable

        original(self, error)
        self._resting_until = 0.0
        raise unavailable("cache") from error

    return rest


DEFECT = Defect(
    id="chaos-05-cache-needed",
    title="Without the cache customers whose figures are stored get no score",
    must_catch=("CHAOS-05",),
    may_also_catch=("CHAOS-02",),
    changes=("api",),
    replaces={"reference_platform.api.feature_cache:FeatureCache._rest": passed_on},
)
