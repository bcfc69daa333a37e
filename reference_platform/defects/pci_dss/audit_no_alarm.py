"""The watch over the copies fails without a word, because whatever goes wrong in it is passed over."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("audit.watch_copies", "late boolean := lag > limit_s", "late boolean := false")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-14-no-alarm",
    title="Nobody is told that copies of the log are not made any more",
    must_catch=("PCI-14",),
    may_also_catch=("PCI-10",),
    on=on,
    off=off,
    reason="alarms about late copies",
)
