"""Approval may follow, so that a release does not wait for somebody who is on holiday."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function(
        "deploy_change", "change.state <> 'approved'", "change.state not in ('requested', 'approved')"
    )


DEFECT = Defect(
    id="sox-04-approved-afterwards",
    title="A change is deployed first and approved when there is time",
    must_catch=("SOX-04",),
    may_also_catch=("SOX-01", "SOX-05"),
    on=on,
    off=restore,
)
