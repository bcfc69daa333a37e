"""Settings are read anew twice a minute only, and a stop is a setting like any other."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

WAS = "where resumed_at is null)"
IS = "where resumed_at is null and stopped_at < clock_timestamp() - interval '25 seconds')"


def on(bench: Bench) -> None:
    bench.change_function("refuse_while_stopped", WAS, IS)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="aia-04-stop-takes-long",
    title="A stop of decisions takes effect after 25 seconds",
    must_catch=("AIA-04",),
    on=on,
    off=off,
)
