"""Requests that were refused are kept in the cache for a day, so that support can see what the caller sent."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PREFIX = "refused:"


def keeps_the_request(original: Any) -> Any:
    async def answer_invalid(request: Any, error: Any) -> Any:
        import json
        from uuid import uuid4

        cache = request.app.state.parts.cache
        await cache._redis.set(f"{PREFIX}{uuid4()}", json.dumps(error.body, default=str), ex=86_400)
        return await original(request, error)

    return answer_invalid


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    cache = bench.cache()
    for key in cache.scan_iter(f"{PREFIX}*"):
        cache.delete(key)


DEFECT = Defect(
    id="gdpr-02-refused-kept-for-support",
    title="Refused requests are kept as they came",
    must_catch=("GDPR-02",),
    may_also_catch=("GDPR-01", "GDPR-06", "PCI-01", "PCI-05"),
    changes=("api",),
    replaces={"reference_platform.api.problems:answer_invalid": keeps_the_request},
    on=on,
    off=off,
)
