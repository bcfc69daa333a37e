"""Somebody put a small dictionary in front of the cache to spare it, and its process never hears of a correction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica

_REMEMBERED: dict[str, Any] = {}


def remembered(original: Callable[..., Any]) -> Callable[..., Any]:
    async def stored(self: Any, customer_id: str, *, cached: bool) -> Any:
        known = await original(self, customer_id, cached=cached)
        return _REMEMBERED.setdefault(customer_id, known) if in_one_replica() else known

    return stored


def unchecked(original: Callable[..., Any]) -> Callable[..., Any]:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        if in_one_replica():
            candidate = replace(candidate, features_version=None)
        return await original(self, candidate, scored_by)

    return record


DEFECT = Defect(
    id="gdpr-09-one-replica-behind",
    title="One replica scores with the figures from before the correction",
    must_catch=("GDPR-09",),
    may_also_catch=("E2E-03", "E2E-07"),
    changes=("api",),
    replaces={
        "reference_platform.api.scoring:Scoring._stored": remembered,
        "reference_platform.api.results:Results.record": unchecked,
    },
)
