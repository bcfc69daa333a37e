"""A limit is moved every week, so nobody wants to be asked why each time."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function(
        "request_change", "if not is_reason(p_reason) then", "if p_subject = 'model' and not is_reason(p_reason) then"
    )


DEFECT = Defect(
    id="sox-04-limits-without-reason",
    title="Other limits are accepted without a reason",
    must_catch=("SOX-04",),
    may_also_catch=("SOX-08",),
    on=on,
    off=restore,
)
