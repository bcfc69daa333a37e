"""The rule of three people was written for models, and limits came later."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function(
        "approve_change",
        "when p_person = change.requested_person then",
        "when change.subject = 'model' and p_person = change.requested_person then",
    )
    bench.change_function(
        "deploy_change",
        "when p_person in (change.requested_person, change.approved_person) then",
        "when change.subject = 'model' and p_person in (change.requested_person, change.approved_person) then",
    )


DEFECT = Defect(
    id="sox-05-limits-alone",
    title="One person asks for other limits, approves and deploys them",
    must_catch=("SOX-05",),
    may_also_catch=("SOX-08",),
    on=on,
    off=restore,
)
