"""To start quickly, the cache keeps a packed copy of each record under a number of its own, and nobody removes it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def keeps_a_packed_copy(original: Any) -> Any:
    import base64
    import json
    import secrets
    import zlib

    async def put(self: Any, customer_id: str, known: Any) -> None:
        await original(self, customer_id, known)
        record = zlib.compress(json.dumps({"customer": customer_id, "income": known.features.income}).encode())
        text = json.dumps({"record": base64.b64encode(record).decode()})
        await self._redis.set(f"warm:{secrets.token_hex(8)}", text, ex=3600)

    return put


DEFECT = Defect(
    id="gdpr-06-packed-copy-stays",
    title="A packed copy of a customer's figures stays in the cache for an hour",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05", "GDPR-07", "GDPR-09"),
    changes=("api",),
    replaces={"reference_platform.api.feature_cache:FeatureCache.put": keeps_a_packed_copy},
    reason="details that are found beyond those kept for a listed reason",
)
