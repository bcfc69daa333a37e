"""A stop was given half a minute, so that one that is forgotten costs no business."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "refuse_while_stopped",
        "where resumed_at is null",
        "where resumed_at is null and stopped_at > clock_timestamp() - interval '30 seconds'",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="aia-04-stop-lapses",
    title="A stop ends by itself after half a minute",
    must_catch=("AIA-04",),
    on=on,
    off=off,
    reason="although decisions are stopped",
)
