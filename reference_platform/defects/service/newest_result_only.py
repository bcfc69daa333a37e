"""Results are keyed by customer, as everybody keys them, in a topic whose compaction keeps the newest of each key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def keyed_by_customer(original: Any) -> Any:
    def scored(self: Any, record: Any, *further: Any) -> Any:
        message = original(self, record, *further)
        return replace(message, key=message.customer_id)

    return scored


DEFECT = Defect(
    id="e2e-07-newest-result-only",
    title="Of a customer's results only the newest waits for a reader who comes late",
    must_catch=("E2E-07",),
    may_also_catch=("GDPR-05", "GDPR-06", "PCI-01", "PCI-05"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.processing:Processing._scored": keyed_by_customer},
    reason="gone before",
)
