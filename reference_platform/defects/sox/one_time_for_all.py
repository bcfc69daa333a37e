"""The record has one time for the whole change, the one at which it was asked for, so a deployment looks days older."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("deploy_change", "deployed_at = clock_timestamp()", "deployed_at = change.requested_at")


DEFECT = Defect(
    id="sox-01-one-time-for-all",
    title="A deployment is recorded at the time when the change was asked for",
    must_catch=("SOX-01",),
    may_also_catch=("SOX-03", "SOX-04"),
    on=on,
    off=restore,
)
