"""The figures are labelled with the path as it was asked for, and the path names the customer."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def counts_by_path(original: Any) -> Any:
    def tell(scope: Any, status: int, seconds: float) -> None:
        from reference_platform.api import telemetry

        telemetry.REQUESTS.labels(scope["method"], scope["path"], str(status)).observe(seconds)
        original(scope, status, seconds)

    return tell


DEFECT = Defect(
    id="gdpr-11-path-as-label",
    title="A label of the metrics holds paths, and so customers' identifiers",
    must_catch=("GDPR-11",),
    may_also_catch=("GDPR-06", "PCI-01", "PCI-05"),
    changes=("api",),
    replaces={"reference_platform.api.telemetry:tell": counts_by_path},
)
