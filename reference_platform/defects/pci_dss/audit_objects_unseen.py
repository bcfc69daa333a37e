"""The trigger that records created and dropped objects was switched off for a large migration, and stayed off."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter event trigger audit_created_objects disable")
    bench.sql("alter event trigger audit_dropped_objects disable")


def off(bench: Bench) -> None:
    bench.sql("alter event trigger audit_created_objects enable always")
    bench.sql("alter event trigger audit_dropped_objects enable always")


DEFECT = Defect(
    id="pci-10-objects-unseen",
    title="Created and dropped objects of the database leave no entry",
    must_catch=("PCI-10",),
    on=on,
    off=off,
)
