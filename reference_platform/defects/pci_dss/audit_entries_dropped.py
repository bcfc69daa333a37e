"""Entries are written in the background to slow nobody down; when the queue is full, one is dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def drops_one_in_twenty(original: Callable[..., Any]) -> Callable[..., Any]:
    written = 0

    async def record(self: Any, entry: Any) -> int:
        nonlocal written
        written += 1
        return 0 if written % 10 == 7 else await original(self, entry)

    return record


DEFECT = Defect(
    id="pci-10-entries-dropped",
    title="Now and then an entry of a refused call is dropped",
    must_catch=("PCI-10",),
    may_also_catch=("PCI-11", "PCI-12", "PCI-14", "PCI-15"),
    changes=("api",),
    replaces={"reference_platform.api.audit:AuditLog.record": drops_one_in_twenty},
    reason="entries about each refusal",
)
