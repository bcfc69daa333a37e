"""Changes of keys are the vault's own business, so the log of the platform drops their entries."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

DROPPED = """if record.event = 'card key rotated' then
        return 0;
    end if;
    perform pg_advisory_xact_lock(4711003);"""


def on(bench: Bench) -> None:
    bench.change_function("audit.record", "perform pg_advisory_xact_lock(4711003);", DROPPED)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-10-key-changes-unseen",
    title="A change of the key of the cards leaves no entry",
    must_catch=("PCI-10",),
    on=on,
    off=off,
    reason="entries about the act",
)
