"""The trigger is there, but as one that a session can put to sleep by calling itself a replica."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter table audit.entries enable trigger only_grows")


def off(bench: Bench) -> None:
    bench.sql("alter table audit.entries enable always trigger only_grows")


DEFECT = Defect(
    id="pci-13-protection-sleeps",
    title="The protection of the audit log can be slept through",
    must_catch=("PCI-13",),
    on=on,
    off=off,
    reason="what the protection stands against",
)
