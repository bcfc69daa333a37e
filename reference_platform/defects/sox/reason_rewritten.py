"""Before an audit the reasons of old changes were made to read better, directly in the table."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._rewritten import put_back, rewrite


def on(bench: Bench) -> None:
    rewrite(bench, "reason = 'Recalibrated after the yearly review of the portfolio'")


DEFECT = Defect(
    id="sox-06-reason-rewritten",
    title="The reason of an old change was rewritten in the record",
    must_catch=("SOX-06",),
    on=on,
    off=put_back,
    reason="record and log contradict each other",
)
