"""The log is read through one search account that all auditors share, and that is who the entries name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def reads_as_the_search_account(original: Callable[..., Any]) -> Callable[..., Any]:
    async def read(self: Any, wanted: Any, reader: Any) -> Any:
        return await original(self, wanted, replace(reader, user="log-search", kind="service"))

    return read


DEFECT = Defect(
    id="pci-12-shared-search-account",
    title="Readings of the audit log name a shared account",
    must_catch=("PCI-12", "PCI-11"),
    changes=("api",),
    replaces={"reference_platform.api.audit:AuditLog.read": reads_as_the_search_account},
    reason="what the entry says",
)
