"""In an emergency there is no time for reasons, and its review is a tick in a box."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("change_in_emergency", "if not is_reason(p_reason) then", "if p_reason is null then")
    bench.change_function("review_change", "when not is_reason(p_finding) then", "when p_finding is null then")


DEFECT = Defect(
    id="sox-04-emergency-without-reason",
    title="An emergency and its review need no reason",
    must_catch=("SOX-04",),
    may_also_catch=("SOX-07", "SOX-08"),
    on=on,
    off=restore,
)
