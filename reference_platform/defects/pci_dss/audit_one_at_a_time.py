"""The log takes one entry at a time, and whoever comes meanwhile does without one."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

BUSY = """if not pg_try_advisory_xact_lock(4711003) then
        return 0;
    end if;"""


def on(bench: Bench) -> None:
    bench.change_function("audit.record", "perform pg_advisory_xact_lock(4711003);", BUSY)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-09-one-at-a-time",
    title="Entries are lost when two persons act at the same moment",
    must_catch=("PCI-09",),
    may_also_catch=("PCI-10",),
    on=on,
    off=off,
    reason="entries that do not fit",
)
