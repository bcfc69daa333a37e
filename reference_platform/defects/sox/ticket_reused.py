"""A standing ticket was approved once for routine changes, and every change gives its number."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("request_change", "c.ticket = p_ticket and", "false and")


DEFECT = Defect(
    id="sox-04-ticket-reused",
    title="One approved ticket covers any number of changes",
    must_catch=("SOX-04",),
    on=on,
    off=restore,
)
