"""The supplier of the database was given an account for one night of support, and it is still there."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("create role support_night login superuser password null")


def off(bench: Bench) -> None:
    bench.sql("drop role if exists support_night")


DEFECT = Defect(
    id="pci-15-second-superuser",
    title="A second account with every right can sign in at the database",
    must_catch=("PCI-15",),
    may_also_catch=("PCI-13",),
    on=on,
    off=off,
    reason="who else comes to every right",
)
