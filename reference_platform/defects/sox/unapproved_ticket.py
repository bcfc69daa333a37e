"""The ticket has to exist; whether it was approved is for whoever opens it to know."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("request_change", "t.ticket = p_ticket and t.approved", "t.ticket = p_ticket")


DEFECT = Defect(
    id="sox-04-unapproved-ticket",
    title="A ticket that nobody approved is accepted",
    must_catch=("SOX-04",),
    on=on,
    off=restore,
)
