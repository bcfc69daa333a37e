"""Whoever copies may write again under the same name, to repeat what failed, and does so with other contents."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._forged_copies import forge, take_away


def on(bench: Bench) -> None:
    forge(bench, None)


DEFECT = Defect(
    id="pci-13-copies-written-over",
    title="A copy of the audit log is written over with a forged one",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-14", "SOX-06"),
    on=on,
    off=take_away,
    reason="two copies that differ",
)
