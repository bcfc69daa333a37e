"""Copies are made in batches of a hundred, to save requests: on a quiet day the last entries wait until tomorrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def waits_for_a_batch(original: Callable[..., Any]) -> Callable[..., Any]:
    def copy_some(self: Any, store: Any) -> bool:
        with self._database.transaction() as cursor:
            cursor.execute(
                "select count(*) from audit.entries"
                " where sequence > (select coalesce(max(last_sequence), 0) from audit.copies)"
            )
            waiting = cursor.fetchone()[0]
        return bool(original(self, store)) if waiting >= 10_000 else False

    return copy_some


DEFECT = Defect(
    id="pci-14-copies-in-batches",
    title="Entries wait for their copy until there are many",
    must_catch=("PCI-14",),
    may_also_catch=("PCI-10", "PCI-13", "SOX-06"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.audit_copy:AuditCopy.copy_some": waits_for_a_batch},
)
