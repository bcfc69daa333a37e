"""Only what is created was thought of: the end of DROP has no object to ask any more, so nothing was recorded."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter event trigger audit_dropped_objects disable")


def off(bench: Bench) -> None:
    bench.sql("alter event trigger audit_dropped_objects enable always")


DEFECT = Defect(
    id="pci-10-drops-unseen",
    title="A dropped object of the database leaves no entry",
    must_catch=("PCI-10",),
    on=on,
    off=off,
)
