"""Times are answered as the server's local time, without saying so: easier to read, an hour wrong twice a year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def forgets_the_zone(original: Callable[..., Any]) -> Callable[..., Any]:
    async def read(self: Any, wanted: Any, reader: Any) -> Any:
        found = await original(self, wanted, reader)
        return [replace(one, recorded_at=one.recorded_at.replace(tzinfo=None)) for one in found]

    return read


DEFECT = Defect(
    id="pci-11-naive-time",
    title="The times of entries do not say their distance to UTC",
    must_catch=("PCI-11",),
    may_also_catch=("PCI-10", "PCI-13", "PCI-14", "SOX-06"),
    changes=("api",),
    replaces={"reference_platform.api.audit:AuditLog.read": forgets_the_zone},
)
