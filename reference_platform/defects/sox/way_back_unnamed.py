"""A roll-back is an ordinary deployment to the pipeline, and the record says so."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("request_change", "then 'rollback' else", "then 'regular' else")


DEFECT = Defect(
    id="sox-08-way-back-unnamed",
    title="A way back to an earlier model looks like any other change",
    must_catch=("SOX-08",),
    on=on,
    off=restore,
)
