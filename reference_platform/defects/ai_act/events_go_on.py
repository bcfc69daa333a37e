"""The stop was built for the interface, and whoever built it did not think of the pipeline's own account."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

WAS = "where resumed_at is null)"
IS = "where resumed_at is null) and new.scored_by <> 'pipeline'"


def on(bench: Bench) -> None:
    bench.change_function("refuse_while_stopped", WAS, IS)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="aia-04-events-go-on",
    title="A stop of decisions reaches the interface, and events are decided all the same",
    must_catch=("AIA-04",),
    on=on,
    off=off,
)
