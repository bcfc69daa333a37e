"""The names of accounts are compared, and one person has two."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("approve_change", "p_person = change.requested_person", "p_user = change.requested_by")


DEFECT = Defect(
    id="sox-05-accounts-compared",
    title="A second account of the same person may approve",
    must_catch=("SOX-05",),
    on=on,
    off=restore,
)
