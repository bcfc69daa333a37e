"""A change that was asked for in a hurry was given an earlier date, so that the time for second thoughts seems kept."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._rewritten import put_back, rewrite


def on(bench: Bench) -> None:
    rewrite(bench, "requested_at = requested_at - interval '7 days'")


DEFECT = Defect(
    id="sox-06-request-backdated",
    title="An old change was given an earlier time in the record",
    must_catch=("SOX-06",),
    on=on,
    off=put_back,
    reason="record and log contradict each other",
)
