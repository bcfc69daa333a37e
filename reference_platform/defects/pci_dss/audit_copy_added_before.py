"""Copies are read in the order of their names, and anybody who may add one may add one that is read first."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._forged_copies import forge, take_away


def on(bench: Bench) -> None:
    forge(bench, "entries/000000000000-000000000000.jsonl")


DEFECT = Defect(
    id="pci-13-copy-added-before",
    title="A forged copy of an entry lies beside the true one",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-14", "SOX-06"),
    on=on,
    off=take_away,
    reason="two copies that differ",
)
