"""Refused changes were noise in the reviews, so readings of the log leave them out."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "audit.read_entries",
        "e.sequence > p_after and",
        "e.sequence > p_after and not (e.event = 'model change' and e.outcome = 'refused') and",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="sox-06-refusals-not-shown",
    title="Readings of the log leave refused model changes out",
    must_catch=("SOX-06",),
    may_also_catch=("PCI-13", "SOX-02", "SOX-08"),
    on=on,
    off=off,
)
