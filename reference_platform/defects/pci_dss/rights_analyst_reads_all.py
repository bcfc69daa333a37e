"""A dashboard needed one more column, and the analyst was given the whole table."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant select on customer_features, customer_contacts to analyst")


def off(bench: Bench) -> None:
    bench.sql("revoke select on customer_features, customer_contacts from analyst")


DEFECT = Defect(
    id="pci-15-analyst-reads-all",
    title="The analyst can read the figures and contact details of every customer",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="what became of each attempt",
)
