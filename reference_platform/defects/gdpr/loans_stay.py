"""The record of how loans ended is kept for statistics, under the number of the customer."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("erase_customer", "['loan_outcomes', 'loan_outcomes'],\n        ", "")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-06-loans-stay",
    title="How loans ended is kept under the number of an erased customer",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05", "GDPR-12"),
    on=on,
    off=off,
)
