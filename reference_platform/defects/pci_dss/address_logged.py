"""The access log is switched on to look for slow requests, and with it the addresses as they were called."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def logs_the_address(original: Any) -> Any:
    def tell(scope: Any, status: int, seconds: float) -> None:
        query = scope.get("query_string", b"").decode("latin-1")
        logging.getLogger("access").info("%s %s?%s %d", scope["method"], scope["path"], query, status)
        original(scope, status, seconds)

    return tell


DEFECT = Defect(
    id="pci-01-address-logged",
    title="The log holds addresses as they were called, with what stands behind them",
    must_catch=("PCI-01",),
    may_also_catch=("GDPR-06", "GDPR-11"),
    changes=("api",),
    replaces={"reference_platform.api.telemetry:tell": logs_the_address},
    reason="address of a request",
)
