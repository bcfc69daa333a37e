"""Limits were added later, with a count of tickets of their own: one ticket covers a change of each kind."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function(
        "request_change", "c.ticket = p_ticket and", "c.ticket = p_ticket and c.subject = p_subject and"
    )


DEFECT = Defect(
    id="sox-04-tickets-by-kind",
    title="A ticket for a change of limits covers a change of model as well",
    must_catch=("SOX-04",),
    on=on,
    off=restore,
)
