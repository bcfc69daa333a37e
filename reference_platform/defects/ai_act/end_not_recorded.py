"""Stopping is what matters, so its end is not written down."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

WAS = "if at is not null then"
IS = "if at is null then"


def on(bench: Bench) -> None:
    bench.change_function("resume_decisions", WAS, IS)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="aia-04-end-not-recorded",
    title="The end of a stop leaves no entry in the audit log",
    must_catch=("AIA-04",),
    on=on,
    off=off,
)
