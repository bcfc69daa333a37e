"""A copy that is asked for is worth keeping, so that each look at it begins its time anew."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def begins_anew(original: Any) -> Any:
    async def read(self: Any, key: str, fields: Any) -> Any:
        from reference_platform.api.feature_cache import TIME_TO_LIVE_S

        values = await original(self, key, fields)
        if values is not None:
            await self._redis.expire(key, TIME_TO_LIVE_S)
        return values

    return read


DEFECT = Defect(
    id="e2e-03-copies-kept-alive",
    title="Copies of customers live on with each look at them",
    must_catch=("E2E-03",),
    changes=("api",),
    replaces={"reference_platform.api.feature_cache:FeatureCache.read": begins_anew},
    reason="copies that do not age",
)
