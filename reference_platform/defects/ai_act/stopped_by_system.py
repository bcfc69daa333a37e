"""Whoever stops decisions is kept in the log, and the stop itself says 'system'."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "stop_decisions",
        "values (p_reason, p_by, clock_timestamp())",
        "values (p_reason, 'system', clock_timestamp())",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="aia-04-stopped-by-system",
    title="A stop of decisions names the system as whoever saw to it",
    must_catch=("AIA-04",),
    on=on,
    off=off,
)
