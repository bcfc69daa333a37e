"""Scoring a customer counts as new data about them, so who is scored again and again is kept for ever."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_view(
        "customer_ages", "COALESCE(max(event_time), max(entered_at))", "max(COALESCE(event_time, entered_at))"
    )


def off(bench: Bench) -> None:
    bench.restore_views()


DEFECT = Defect(
    id="gdpr-05-score-keeps-young",
    title="Every score makes the customer's old data young again",
    must_catch=("GDPR-05",),
    on=on,
    off=off,
)
