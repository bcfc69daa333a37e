"""A correction changes the figures and keeps the time of those before it: a record from in between undoes it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "rectify_features", "coalesce(p_event_time, greatest(f.event_time, clock_timestamp()))", "f.event_time"
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-09-correction-without-time",
    title="A record older than the correction undoes it",
    must_catch=("GDPR-09",),
    on=on,
    off=off,
)
