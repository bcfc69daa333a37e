"""The correction by hand has no guard: who typed it must be right, however old the letter they typed it from."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("rectify_features", "or f.event_time <= p_event_time", "or true")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-09-old-correction-wins",
    title="A correction older than what is stored overwrites it",
    must_catch=("GDPR-09",),
    may_also_catch=("E2E-10",),
    on=on,
    off=off,
)
