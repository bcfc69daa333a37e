"""The old version is a column that was added for the auditors, and nothing fills it in."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    old = "(select a.version from authorised a where a.subject = change.subject)"
    bench.change_function("deploy_change", old, "null")


DEFECT = Defect(
    id="sox-01-old-version-empty",
    title="The old version of a change is never filled in",
    must_catch=("SOX-01",),
    may_also_catch=("SOX-08",),
    on=on,
    off=restore,
    reason="old version",
)
