"""Age is counted in whole days from midnight, and the day on which the limit falls counts as over."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_view("retention_limits", "a.newest_event +", "date_trunc('day', a.newest_event) +")


def off(bench: Bench) -> None:
    bench.restore_views()


DEFECT = Defect(
    id="gdpr-05-whole-days",
    title="Data that has not reached its limit yet leaves with the day",
    must_catch=("GDPR-05",),
    on=on,
    off=off,
)
