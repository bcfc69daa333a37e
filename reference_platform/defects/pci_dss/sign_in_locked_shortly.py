"""Locks of half an hour made the help desk busy, so they last five minutes."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("begin_sign_in", "interval '30 minutes'", "interval '5 minutes'")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-15-locked-shortly",
    title="A locked account is locked for five minutes",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="minutes for which the account is locked",
)
