"""The service does the stopping, so the service is what the log names."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

WAS = "'automated decisions', p_by, 'person'"
IS = "'automated decisions', session_user, 'service'"


def on(bench: Bench) -> None:
    bench.change_function("stop_decisions", WAS, IS)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="aia-04-program-named",
    title="The audit log names a program instead of the person who stopped decisions",
    must_catch=("AIA-04",),
    on=on,
    off=off,
)
