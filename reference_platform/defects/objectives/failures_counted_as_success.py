"""The status for the figures is taken where the request comes in, before anything can go wrong: all are successes."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def told_as_success(original: Any) -> Any:
    def tell(scope: Any, status: int, seconds: float) -> None:
        original(scope, 200 if status >= 500 else status, seconds)

    return tell


DEFECT = Defect(
    id="slo-01-failures-counted-as-success",
    title="The service counts the requests that it could not answer as answered",
    must_catch=("SLO-01", "DORA-03"),
    may_also_catch=("GDPR-11",),
    changes=("api",),
    replaces={"reference_platform.api.telemetry:tell": told_as_success},
    reason="the service counted",
)
