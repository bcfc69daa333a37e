"""A lock only stops wrong passwords: the right one proves who it is, somebody thought, also to who guessed it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("begin_sign_in", "and (a.locked_until is null or a.locked_until <= clock_timestamp())", "")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-15-lock-opens",
    title="The right password opens a locked account",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="what comes of the right password",
)
