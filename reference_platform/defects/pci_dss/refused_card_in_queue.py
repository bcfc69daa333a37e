"""A card that is refused is put into the cache for a nightly repair run, with all that was sent along with it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

QUEUE = "cards:to-be-repaired"


def queues_the_request(original: Any) -> Any:
    async def answer_invalid(request: Any, error: Any) -> Any:
        import json

        if request.url.path.endswith("/card"):
            backwards = json.dumps(error.body, default=str)[::-1]
            await request.app.state.parts.cache._redis.rpush(QUEUE, backwards)
        return await original(request, error)

    return answer_invalid


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    bench.cache().delete(QUEUE)


DEFECT = Defect(
    id="pci-05-refused-card-in-queue",
    title="A refused card is queued for repair with its code, backwards",
    must_catch=("PCI-05",),
    may_also_catch=("PCI-01", "GDPR-01"),
    changes=("api",),
    replaces={"reference_platform.api.problems:answer_invalid": queues_the_request},
    on=on,
    off=off,
    reason="in the cache",
)
