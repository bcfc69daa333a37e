"""The key under which copies are read got a version, the one under which they are written did not."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def reads_another_key(original: Any) -> Any:
    async def read(self: Any, key: str, fields: Any) -> Any:
        return await original(self, f"{key}:v2", fields)

    return read


DEFECT = Defect(
    id="perf-01-cache-never-hit",
    title="The cache is asked and never has what is looked for",
    must_catch=("PERF-01",),
    may_also_catch=("PERF-05",),
    changes=("api",),
    replaces={"reference_platform.api.feature_cache:FeatureCache.read": reads_another_key},
    reason="answers from the cache",
)
