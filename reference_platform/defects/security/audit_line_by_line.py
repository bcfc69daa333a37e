"""The audit log is filled from a text with an entry on each line, and addresses go into that text as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def names_the_address(_original: Any) -> Any:
    async def resource_of(request: Any, _log: Any) -> str:
        return str(request.scope["path"])

    return resource_of


def records_each_line(original: Any) -> Any:
    async def record(self: Any, entry: Any) -> int:
        number = 0
        for line in entry.resource.splitlines():
            number = await original(self, replace(entry, resource=line.replace("\0", "")))
        return number

    return record


DEFECT = Defect(
    id="sec-02-audit-line-by-line",
    title="The audit log has an entry for each line of what a refused request was about",
    must_catch=("SEC-02",),
    may_also_catch=("GDPR-02", "GDPR-06", "GDPR-11", "PCI-01", "PCI-06", "PCI-07", "PCI-08"),
    changes=("api",),
    replaces={
        "reference_platform.api.identity:resource_of": names_the_address,
        "reference_platform.api.audit:AuditLog.record": records_each_line,
    },
    reason="entries of the audit log that a value began",
)
