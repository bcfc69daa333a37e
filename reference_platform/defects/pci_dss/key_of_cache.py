"""Refused requests are counted in the cache under what they called their customer, to see who keeps trying."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PREFIX = "attempts:"


def counts_attempts(original: Any) -> Any:
    async def answer_invalid(request: Any, error: Any) -> Any:
        body = error.body if isinstance(error.body, dict) else {}
        if body.get("customer_id"):
            key = f"{PREFIX}{body['customer_id']}"
            await request.app.state.parts.cache._redis.set(key, 1, ex=3600)
        return await original(request, error)

    return answer_invalid


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    cache = bench.cache()
    for key in cache.scan_iter(f"{PREFIX}*"):
        cache.delete(key)


DEFECT = Defect(
    id="pci-01-key-of-cache",
    title="A card number in place of the customer's becomes a key of the cache",
    must_catch=("PCI-01",),
    may_also_catch=("GDPR-01", "GDPR-06"),
    changes=("api",),
    replaces={"reference_platform.api.problems:answer_invalid": counts_attempts},
    on=on,
    off=off,
    reason="in the cache",
)
