"""Age is taken from the column that every table has anyway: when the row was last written."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_view("customer_ages", "customer_features.event_time", "customer_features.updated_at")
    bench.change_view("customer_ages", "customer_contacts.event_time", "customer_contacts.updated_at")


def off(bench: Bench) -> None:
    bench.restore_views()


DEFECT = Defect(
    id="gdpr-05-age-by-writing",
    title="Data is as old as its last change, so imported data is always young",
    must_catch=("GDPR-05",),
    on=on,
    off=off,
)
