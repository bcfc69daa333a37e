"""Administrators are exempt from the second pair of eyes, because somebody has to be able to."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function(
        "approve_change",
        "p_person = change.requested_person",
        "p_person = change.requested_person and p_user not like '%administrator'",
    )


DEFECT = Defect(
    id="sox-05-administrator-exempt",
    title="An administrator may approve an own request",
    must_catch=("SOX-05",),
    on=on,
    off=restore,
)
