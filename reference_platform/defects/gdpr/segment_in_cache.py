"""A derived customer segment is cached beside the figures, because a colleague's dashboard reads the cache."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def keeps_a_segment(original: Any) -> Any:
    async def put(self: Any, customer_id: str, known: Any) -> None:
        from reference_platform.api.feature_cache import key_of

        await original(self, customer_id, known)
        segment = "affluent" if known.features.income > 100_000 else "mass"
        await self.keep(key_of(customer_id), {"segment": segment})

    return put


DEFECT = Defect(
    id="gdpr-01-segment-in-cache",
    title="The cached copy of a customer's figures has a segment for marketing",
    must_catch=("GDPR-01",),
    changes=("api",),
    replaces={"reference_platform.api.feature_cache:FeatureCache.put": keeps_a_segment},
)
