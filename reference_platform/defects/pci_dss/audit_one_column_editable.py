"""Details of entries once had to be corrected, and the grant for that one column was never taken back."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant update (details) on audit.entries to pipeline")


def off(bench: Bench) -> None:
    bench.sql("revoke update (details) on audit.entries from pipeline")


DEFECT = Defect(
    id="pci-13-one-column-editable",
    title="The pipeline has the right to change one column of the audit log",
    must_catch=("PCI-13",),
    on=on,
    off=off,
    reason="rights to the audit log",
)
