"""Entries are collected and written every few seconds: whoever looks at once, or kills the process, finds none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def writes_later(original: Callable[..., Any]) -> Callable[..., Any]:
    kept = set()

    async def record(self: Any, entry: Any) -> int:
        import asyncio

        async def later() -> None:
            await asyncio.sleep(3)
            await original(self, entry)

        task = asyncio.create_task(later())
        kept.add(task)
        task.add_done_callback(kept.discard)
        return 0

    return record


DEFECT = Defect(
    id="pci-10-entries-later",
    title="Entries of refused calls are written some seconds later",
    must_catch=("PCI-10", "PCI-11"),
    may_also_catch=("PCI-12", "PCI-15"),
    changes=("api",),
    replaces={"reference_platform.api.audit:AuditLog.record": writes_later},
)
