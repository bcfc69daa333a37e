"""Who asked must not deploy; that whoever approved must not either was forgotten."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function(
        "deploy_change",
        "p_person in (change.requested_person, change.approved_person)",
        "p_person = change.requested_person",
    )


DEFECT = Defect(
    id="sox-05-approver-deploys",
    title="Whoever approved a change may deploy it",
    must_catch=("SOX-05",),
    may_also_catch=("SOX-08",),
    on=on,
    off=restore,
)
