"""Thousands of sign-ins a day made the log long, so only those that failed are recorded."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "end_sign_in",
        "    perform audit.record(",
        "    if p_succeeded then return until; end if;\n    perform audit.record(",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-10-sign-ins-unseen",
    title="Signing in with the right password leaves no entry",
    must_catch=("PCI-10",),
    may_also_catch=("PCI-11",),
    on=on,
    off=off,
    reason="entries about an attempt to sign in",
)
