"""The ticket is a required field of the form, and nobody looks it up."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("request_change", "t.ticket = p_ticket and t.approved", "true")


DEFECT = Defect(
    id="sox-04-any-ticket",
    title="Any ticket number is accepted",
    must_catch=("SOX-04",),
    on=on,
    off=restore,
)
