"""The handle is for emergencies, and in an emergency nobody thinks of the log."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

WAS = "if since is not null then"
IS = "if since is null then"


def on(bench: Bench) -> None:
    bench.change_function("stop_decisions", WAS, IS)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="aia-04-stop-not-recorded",
    title="A stop of decisions leaves no entry in the audit log",
    must_catch=("AIA-04",),
    on=on,
    off=off,
)
