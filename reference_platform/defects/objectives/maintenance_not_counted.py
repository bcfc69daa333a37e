"""Answers with 503 are "maintenance, not failures" and are left out of the figures that availability is made from."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def without_maintenance(original: Any) -> Any:
    def tell(scope: Any, status: int, seconds: float) -> None:
        if status != 503:
            original(scope, status, seconds)

    return tell


DEFECT = Defect(
    id="slo-01-maintenance-not-counted",
    title="Requests that fail while a dependency is away are in no figure",
    must_catch=("SLO-01", "DORA-03"),
    may_also_catch=("GDPR-11",),
    changes=("api",),
    replaces={"reference_platform.api.telemetry:tell": without_maintenance},
    reason="the service counted",
)
