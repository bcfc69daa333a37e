"""The review of an emergency is put on a list for later, and later is a year."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("change_in_emergency", "interval '24 hours'", "interval '365 days'")


DEFECT = Defect(
    id="sox-08-review-never-due",
    title="The review of an emergency is due in a year",
    must_catch=("SOX-08",),
    on=on,
    off=restore,
)
