"""The storing of a copy broke off in the middle of an entry; what had arrived by then lies there as a copy."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._forged_copies import forge, take_away


def on(bench: Bench) -> None:
    forge(bench, "entries/000000000000-broken-off.jsonl", lambda copy: copy[: len(copy.splitlines()[0]) // 2])


DEFECT = Defect(
    id="pci-13-copy-broke-off",
    title="A copy of the audit log ends in the middle of an entry",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-14", "SOX-06"),
    on=on,
    off=take_away,
    reason="nobody can read",
)
