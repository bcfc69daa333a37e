"""The copy of a decision is believed for its five minutes, also after a person has decided otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def always_newest(_original: Callable[..., Any]) -> Callable[..., Any]:
    async def is_newest(_self: Any, _customer_id: str, _decision: Any) -> bool:
        return True

    return is_newest


def forgets_nothing(_original: Callable[..., Any]) -> Callable[..., Any]:
    async def try_to_forget(_self: Any, _customer_id: str) -> None:
        return

    return try_to_forget


DEFECT = Defect(
    id="gdpr-10-decision-copy-believed",
    title="The cached decision stays declined after it was overturned",
    must_catch=("GDPR-10",),
    changes=("api",),
    replaces={
        "reference_platform.api.decisions:Decisions._is_newest": always_newest,
        "reference_platform.api.feature_cache:FeatureCache.try_to_forget": forgets_nothing,
    },
)
