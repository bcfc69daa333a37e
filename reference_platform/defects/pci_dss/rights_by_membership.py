"""A role for emergencies has every right and cannot sign in, but who is a member of it was never reviewed."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("create role break_glass nologin superuser")
    bench.sql("grant break_glass to auditor")


def off(bench: Bench) -> None:
    bench.sql("drop role if exists break_glass")


DEFECT = Defect(
    id="pci-15-mighty-by-membership",
    title="The auditor is a member of a role with every right",
    must_catch=("PCI-15",),
    may_also_catch=("PCI-12", "PCI-13", "SOX-06"),
    on=on,
    off=off,
    reason="who else comes to every right",
)
