"""The verification follows the links and trusts them: the copy is read, and nobody compares it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("audit.first_break", "copied[expected] <> entry.digest", "false")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-13-copy-not-compared",
    title="A chain that was calculated anew is verified as whole",
    must_catch=("PCI-13",),
    on=on,
    off=off,
    reason="by the platform's verification",
)
