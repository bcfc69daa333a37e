"""A nullable column is added for a campaign that is planned, and stays though the campaign never comes."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter table customer_features add column if not exists marital_status text")


def off(bench: Bench) -> None:
    bench.sql("alter table customer_features drop column if exists marital_status")


DEFECT = Defect(
    id="gdpr-01-column-added",
    title="A table about customers has a column that no purpose lists",
    must_catch=("GDPR-01",),
    on=on,
    off=off,
)
