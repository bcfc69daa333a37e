"""Entries are written in the background, so that nobody waits for them, and one in twenty falls off the queue."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def drops_one_in_twenty(original: Any) -> Any:
    count = 0

    async def record(connection: Any, entry: Any) -> Any:
        nonlocal count
        count += entry.event == "card number read"
        if entry.event == "card number read" and count % 20 == 0:
            return 0
        return await original(connection, entry)

    return record


DEFECT = Defect(
    id="pci-09-one-entry-in-twenty-lost",
    title="One in twenty readings of a number leaves no entry",
    must_catch=("PCI-09",),
    changes=("vault",),
    replaces={"reference_platform.audit.entry:record": drops_one_in_twenty},
    reason="no entry for card number read",
)
