"""Whoever was on duty signs the review as well, since nobody else was there."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("review_change", "p_person = change.deployed_person", "false")


DEFECT = Defect(
    id="sox-08-own-review",
    title="Whoever made an emergency change may review it",
    must_catch=("SOX-08",),
    on=on,
    off=restore,
)
