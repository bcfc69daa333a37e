"""The check of a copy's version was taken out as too slow, and a correction does not drop the copy either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect, swap


def unchecked(original: str) -> str:
    return swap(original, "$3,", "nullif($3::bigint, $3),")


def forgets_nothing(_original: Callable[..., Any]) -> Callable[..., Any]:
    async def try_to_forget(_self: Any, _customer_id: str) -> None:
        return

    return try_to_forget


DEFECT = Defect(
    id="gdpr-09-stale-copy",
    title="Scores use a copy of the figures from before the correction",
    must_catch=("GDPR-09",),
    may_also_catch=("E2E-03", "E2E-07"),
    changes=("api",),
    replaces={
        "reference_platform.api.results:RECORD_SCORE": unchecked,
        "reference_platform.api.feature_cache:FeatureCache.try_to_forget": forgets_nothing,
    },
)
