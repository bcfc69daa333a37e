"""The cache's key was renamed a year ago, and erasure still removes the old one."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def removes_the_old_key(_original: Any) -> Any:
    async def forget(self: Any, customer_id: str) -> None:
        await self._redis.delete(f"customer:{customer_id}")

    return forget


DEFECT = Defect(
    id="gdpr-06-cached-copy-outlives",
    title="The cached copy of a customer's figures outlives the customer",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-03", "GDPR-04", "GDPR-05", "GDPR-09", "GDPR-10"),
    changes=("api",),
    replaces={"reference_platform.api.feature_cache:FeatureCache.forget": removes_the_old_key},
)
