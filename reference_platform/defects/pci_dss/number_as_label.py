"""To see where addresses go wrong, each that leads nowhere is counted under itself."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def counts_what_leads_nowhere(original: Any) -> Any:
    def tell(scope: Any, status: int, seconds: float) -> None:
        from reference_platform.api import telemetry

        if scope.get("route") is None or status in (404, 422):
            query = scope["query_string"].decode("latin-1")
            telemetry.REQUESTS.labels(scope["method"], f"{scope['path']}?{query}", str(status)).observe(seconds)
        original(scope, status, seconds)

    return tell


DEFECT = Defect(
    id="pci-01-number-as-label",
    title="A label of the metrics holds card numbers that stood in addresses",
    must_catch=("PCI-01",),
    may_also_catch=("GDPR-06", "GDPR-11", "PCI-05"),
    changes=("api",),
    replaces={"reference_platform.api.telemetry:tell": counts_what_leads_nowhere},
    reason="of the measurements",
)
