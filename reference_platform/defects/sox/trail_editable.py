"""Typing errors in reasons had to be corrected, so the application may update the record of model changes."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant update (reason) on model_changes to api")
    bench.sql("alter table model_changes disable trigger keep_history")


def off(bench: Bench) -> None:
    bench.sql("revoke update (reason) on model_changes from api")
    bench.sql("alter table model_changes enable trigger keep_history")


DEFECT = Defect(
    id="sox-06-reasons-editable",
    title="The application can change the reason of a recorded model change",
    must_catch=("SOX-06",),
    may_also_catch=("SOX-01", "SOX-04", "PCI-15"),
    on=on,
    off=off,
)
